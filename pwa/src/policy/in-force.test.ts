import 'fake-indexeddb/auto'
import { RelayUnreachable } from '@countersign/shared/api'
import type { Policy } from '@countersign/shared/policy'
import { type PolicyOffer, signPolicy } from '@countersign/shared/protocol'
import { examplePolicy } from '@countersign/shared/vectors/example.ts'
import { exportJWK, generateKeyPair } from 'jose'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { forget } from '../kept.ts'
import { type Judging, loadPolicy } from './in-force.ts'

const now = Date.UTC(2026, 0, 1)
const until = Date.UTC(2027, 0, 1)
const [ours, others] = await Promise.all([makeKey(), makeKey()])

beforeEach(() => forget('policy'))
afterEach(() => void vi.unstubAllGlobals())

test('a first start takes the relay’s policy, if it is signed as the app says', async () => {
  const inForce = await loadPolicy(start({ offered: await sign(7) }))
  expect(inForce.trusted.policy.version).toBe(7)
  expect(inForce.relay).toEqual({ kind: 'policy' })
})

test('a relay that offers a foreign policy changes nothing: the one that came with the app stays, and it is said', async () => {
  const foreign = await sign(9, others)
  const inForce = await loadPolicy(start({ offered: foreign, shipped: await sign(7) }))
  expect(inForce.trusted.policy.version).toBe(7)
  expect(inForce.relay).toMatchObject({ kind: 'refused', error: { code: 'policy_key_mismatch' } })
})

test('what was in force here stays against an older offer, and without a connection', async () => {
  await loadPolicy(start({ offered: await sign(8) }))
  const older = await loadPolicy(start({ offered: await sign(7) }))
  expect(older.trusted.policy.version).toBe(8)
  expect(older.relay).toMatchObject({ kind: 'refused', error: { code: 'policy_rolled_back' } })
  const alone = await loadPolicy(start({}))
  expect(alone.trusted.policy.version).toBe(8)
  expect(alone.relay).toEqual({ kind: 'nothing' })
})

test('a newer app that trusts another key starts from that key: what was kept under the old one counts no more', async () => {
  await loadPolicy(start({ offered: await sign(8) }))
  const newApp = { key: others, shipped: await sign(3, others) }
  expect((await loadPolicy(start(newApp))).trusted.policy.version).toBe(3)
  const offered = await loadPolicy(start({ ...newApp, offered: await sign(4, others) }))
  expect(offered.trusted.policy.version).toBe(4)
  expect(offered.earlier).toEqual([])
})

test('a newer app goes by its own policy where a relay holds back: the older one that was kept is dropped', async () => {
  await loadPolicy(start({ offered: await sign(7) }))
  const frozen = { offered: await sign(7), shipped: await sign(9), minVersion: 9 }
  const inForce = await loadPolicy(start(frozen))
  expect(inForce.trusted.policy.version).toBe(9)
  expect(inForce.relay).toMatchObject({ kind: 'refused', error: { code: 'policy_rolled_back' } })
})

test('a policy whose date is past is still the last there was, at a first start as later', async () => {
  const offered = await sign(7)
  const first = await loadPolicy(start({ offered, shipped: offered, at: until }))
  expect(first.trusted.policy.valid_until).toBe(until)
  expect(first.relay).toMatchObject({ kind: 'refused', error: { code: 'policy_expired' } })
  await loadPolicy(start({ offered }))
  expect((await loadPolicy(start({ offered, at: until }))).trusted.policy.version).toBe(7)
  const renewed = await signPolicy({ ...version(8), valid_until: until + 1 }, ours.privateKey, ours.jwk)
  expect((await loadPolicy(start({ offered: renewed, at: until }))).trusted.policy.version).toBe(8)
})

type Key = Awaited<ReturnType<typeof makeKey>>
type Start = {
  /** What the relay offers; it is out of reach without. */
  readonly offered?: string
  readonly shipped?: string
  readonly key?: Key
  readonly minVersion?: number
  readonly at?: number
}

/** A start of the app; the relay's client and the app's host are all that is stood in for. */
function start({ offered, shipped, key = ours, minVersion = 1, at = now }: Start): Judging {
  vi.stubGlobal('fetch', async () => {
    if (shipped === undefined) throw new TypeError('no connection')
    return new Response(`${shipped}\n`)
  })
  const anchor = { relay: 'https://relay.example', policyKey: key.jwk, minVersion }
  const build = { anchor, origin: 'https://app.example', policy: { path: '/policy.jws', integrity: 'sha256-' } }
  const answer: PolicyOffer | undefined = offered === undefined ? undefined : { jws: offered, replacements: [] }
  const call = async () => {
    if (answer === undefined) throw new RelayUnreachable('no connection')
    return { ...answer, push_key: 'k' }
  }
  // The one call that is made here.
  return { build, client: { call } as unknown as Judging['client'], keys: noKeys, now: at }
}

const noKeys: Judging['keys'] = {
  keysFor: () => Promise.reject(new Error('no token is judged here')),
  warm: async () => {},
  correctedNow: () => now,
}

function version(number: number): Policy {
  return { ...examplePolicy(), version: number, valid_until: until }
}

function sign(number: number, { privateKey, jwk }: Key = ours): Promise<string> {
  return signPolicy(version(number), privateKey, jwk)
}

async function makeKey() {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  return { privateKey, jwk: await exportJWK(publicKey) }
}
