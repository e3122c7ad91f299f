import type { Policy } from '../../src/policy/index.ts'
import { type ActionRequest, type Captured, digestOf, type Proof, sessionNonce } from '../../src/protocol/index.ts'
import { captured, created, examplePolicy, issuer, requesterClaims, salt } from '../example.ts'
import type { Kept } from '../kept.ts'
import { replaceablePolicy } from '../replacing.ts'
import { makeScene, type Scene } from '../scene.ts'
import { publicJwk } from '../worthless-keys.ts'
import type { Tables } from './case.ts'
import { guests, makeVerifyCast, partner, type VerifyCast } from './cast.ts'
import { type ConfirmScenes, confirmPolicy, confirmScenes } from './confirm-scenes.ts'
import { type EmergencyScenes, emergencyPolicy, emergencyScenes } from './emergency-scenes.ts'
import { type GlassScenes, glassPolicy, glassScenes } from './glass-scenes.ts'
import {
  companyPolicy,
  comparingPolicy,
  countingPolicy,
  delegatingPolicy,
  stagedPolicy,
  ticketedPolicy,
} from './policies.ts'
import { type PositionScenes, positionPolicy, positionScenes } from './position-scenes.ts'

/** Everything that the cases of verify.json are made of. */
export type Stage = {
  readonly kept: Kept
  readonly cast: VerifyCast
  readonly policy: Policy
  readonly scenes: Readonly<Record<keyof typeof captures, Scene>>
  /** Of requests whose requester is asked. */
  readonly confirm: ConfirmScenes
  /** Of requests that keys kept offline may release. */
  readonly emergency: EmergencyScenes
  /** Of requests that may go without approval. */
  readonly glass: GlassScenes
  /** Of requests whose approver has to say where they are. */
  readonly position: PositionScenes
  readonly tables: Tables
  /** A proof of the requester for whatever is called a request. */
  readonly proofOf: (request: unknown, claims?: Readonly<Record<string, unknown>>) => Promise<Proof>
}

const repo = 'https://github.example/acme/payments/settings'
const utf8 = (text: string) => new TextEncoder().encode(text)
const pin = (body: Captured['body']): Captured => ({
  method: 'PUT',
  url: 'https://github.example/acme/pin',
  headers: [],
  body,
})

/** What is asked for, by the name of the request that is made of it. */
const captures = {
  delete: captured,
  'delete without a body': { ...captured, body: { kind: 'none' } },
  'delete with a form': {
    ...captured,
    body: {
      kind: 'form-data',
      entries: [
        { name: 'verify', value: 'acme/payments' },
        { name: 'file', filename: 'a.txt', type: 'text/plain', value: utf8('content') },
      ],
    },
  },
  transfer: { ...captured, url: `${repo}/transfer` },
  archive: { ...captured, url: `${repo}/archive` },
  lock: { ...captured, url: `${repo}/lock` },
  merge: { ...captured, url: `${repo}/merge` },
  hide: { ...captured, url: `${repo}/hide` },
  sell: { ...captured, url: `${repo}/sell` },
  split: { ...captured, url: `${repo}/split` },
  'pin in JSON': pin({ kind: 'bytes', bytes: utf8('{"pin":1234,"to":"u-2"}'), type: 'application/json' }),
  'pin in a form': pin({ kind: 'bytes', bytes: utf8('pin=1234&to=u-2'), type: 'application/x-www-form-urlencoded' }),
  'pin in parts': pin({ kind: 'form-data', entries: [{ name: 'pin', value: '1234' }] }),
  'pin unreadable': pin({ kind: 'bytes', bytes: utf8('{"pin":1,"pin":2}'), type: 'application/json' }),
} as const satisfies Record<string, Captured>

export async function makeStage(kept: Kept): Promise<Stage> {
  const cast = await makeVerifyCast(kept)
  const policy = companyPolicy()
  const made = Object.entries(captures).map(
    async ([name, what]) =>
      [name, await makeScene(policy, { signer: cast.eddsa, device: cast.browser }, what)] as const,
  )
  // One scene for each of the captures.
  const scenes = Object.fromEntries(await Promise.all(made)) as Stage['scenes']
  const confirm = await confirmScenes(cast)
  const [glass, emergency, position] = [
    await glassScenes(cast),
    await emergencyScenes(cast),
    await positionScenes(cast),
  ]
  const all = { ...scenes, ...confirm, ...glass, ...emergency, ...position }
  const proofOf = proving(cast)
  const proofs = Object.entries(all).map(async ([name, { own }]) => [name, await proofOf(own.request)] as const)
  return {
    kept,
    cast,
    policy,
    scenes,
    confirm,
    emergency,
    glass,
    position,
    proofOf,
    tables: {
      policies: {
        company: policy,
        comparing: comparingPolicy(),
        counting: countingPolicy(),
        delegating: delegatingPolicy(),
        staged: stagedPolicy(),
        example: examplePolicy(),
        replaceable: replaceablePolicy(7),
        ticketed: ticketedPolicy(),
        confirm: confirmPolicy(),
        emergency: emergencyPolicy(),
        glass: glassPolicy(),
        positions: positionPolicy(),
      },
      policy_keys: {
        first: publicJwk('policy-first'),
        second: publicJwk('policy-second'),
        third: publicJwk('policy-third'),
      },
      keys: { published: publishedKeys(cast) },
      requests: Object.fromEntries(Object.entries(all).map(([name, { own }]) => [name, own.request])),
      proofs: Object.fromEntries(await Promise.all(proofs)),
    },
  }
}

function proving({ eddsa, browser }: VerifyCast): Stage['proofOf'] {
  return async (request, claims = {}) => {
    const nonce = await sessionNonce(browser.jkt, salt)
    const times = { iat: created / 1000, exp: created / 1000 + 300 }
    const session = { ...requesterClaims, aud: 'countersign-extension', nonce, ...times, ...claims }
    return { id_token: await eddsa.sign(session), salt, jws: await browser.ask(await digestOf(request)) }
  }
}

/** What each issuer publishes, on the day on which most cases play. */
function publishedKeys({ rs256, es256, es384, eddsa, ...others }: VerifyCast) {
  return {
    [issuer]: { keys: [rs256.jwk, es256.jwk, es384.jwk, eddsa.jwk] },
    [partner]: { keys: [others.partner.jwk] },
    [guests]: { keys: [others.guests.jwk] },
  }
}

/** A request of the stage with some members replaced; undefined leaves one out. */
export function changed(scene: Scene, change: Readonly<Record<string, unknown>>): unknown {
  return JSON.parse(JSON.stringify({ ...scene.own.request, ...change }))
}

/** The same, inside the action. */
export function withAction(scene: Scene, change: Readonly<Record<string, unknown>>): unknown {
  const { action }: ActionRequest = scene.own.request
  return changed(scene, { action: { ...action, ...change } })
}
