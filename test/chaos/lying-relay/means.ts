import { join } from 'node:path'
import type { Policy } from '@countersign/shared/policy'
import { digestOf, type Evidence, jcs, makeChallenge, signPolicy } from '@countersign/shared/protocol'
import {
  CompactSign,
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JSONWebKeySet,
} from 'jose'
import { extensionRedirect } from '../../../extension/build/extension-id.ts'
import { EXTENSION_CLIENT } from '../../lab/idp/clients.ts'
import { demoPolicyKey } from '../../lab/policy/signed-policy.ts'
import { signInDevice } from '../../lab/relay/device.ts'
import { makeScriptedRequest } from '../../lab/relay/scripted-request.ts'
import type { World } from '../../lab/stage/world.ts'
import type { Random } from '../random.ts'
import type { Means, OwnKey, PolicyMeans } from './holder/lie.ts'
import { emptied } from './holder/policies.ts'
import type { People } from './people.ts'

/** What the lying relay has in all runs; `for` gives one run its own chance. */
export type AllMeans = Pick<Means, 'published' | 'ownKey' | 'signIn'> & {
  readonly for: (random: Random) => Means
  readonly policy: PolicyMeans
  /** An approver has given evidence: the relay keeps it. */
  readonly keep: (evidence: Evidence) => void
}

export async function gatherMeans(world: World, people: People, directory: string): Promise<AllMeans> {
  const seen: Evidence[] = []
  const published: JSONWebKeySet = await (await fetch(`${world.issuer}/jwks`)).json()
  const ownKey = await makeOwnKey()
  const { idToken: id_token, salt } = await people.signIn('approver-1')
  const common = { issuer: world.issuer, published, ownKey, seen, signIn: { id_token, salt } }
  return {
    ...common,
    for: (random) => ({ ...common, random, sign: people.sign, deny: people.deny }),
    policy: await policyMeans(world, people, directory),
    keep: (evidence) => void seen.push(evidence),
  }
}

async function makeOwnKey(): Promise<OwnKey> {
  const { privateKey, publicKey } = await generateKeyPair('RS256')
  return {
    jwk: await exportJWK(publicKey),
    sign: (header, claims) =>
      new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
        .setProtectedHeader({ alg: 'RS256', ...header })
        .sign(privateKey),
  }
}

async function policyMeans(world: World, people: People, directory: string): Promise<PolicyMeans> {
  const { signed, trusted, relayUrl } = world
  const { policy } = trusted
  const offer: object = await (await fetch(`${relayUrl}/v1/policy`)).json()
  const own = await generateKeyPair('ES256')
  const ownJwk = await exportJWK(own.publicKey)
  const trueKey = await importJWK(await demoPolicyKey(join(directory, 'policy')), 'ES256')
  if (trueKey instanceof Uint8Array) throw new TypeError('An EC key is imported as a CryptoKey.')
  const signTrue = (changed: Policy) => signPolicy(changed, trueKey, signed.publicKey)
  const keyId = await calculateJwkThumbprint(signed.publicKey)
  return {
    offer,
    jws: signed.jws,
    policy,
    keyId,
    signOwn: (changed, kid) => signAs(changed, own.privateKey, kid === undefined ? ownJwk : signed.publicKey),
    older: await signTrue({ ...emptied(policy), version: policy.version - 1 }),
    twin: await signTrue(emptied(policy)),
    replacement: await askForReplacement(world, people),
  }
}

/** Under `policy.replace` anybody may ask for the next policy. */
async function askForReplacement(
  { trusted, relayUrl, issuer }: World,
  people: People,
): Promise<PolicyMeans['replacement']> {
  const next = { ...emptied(trusted.policy), version: trusted.policy.version + 1 }
  const requester = await signInDevice({
    relay: relayUrl,
    issuer,
    clientId: EXTENSION_CLIENT,
    redirectUri: extensionRedirect,
    role: 'extension',
    username: 'requester',
  })
  const bytes = new TextEncoder().encode(jcs(next))
  const { request, proof, digest, body } = await makeScriptedRequest(requester, trusted, {
    method: 'PUT',
    url: `countersign:policy/${next.version}`,
    headers: [],
    body: { kind: 'bytes', bytes, type: 'application/json' },
  })
  if (body === undefined) throw new Error('A replacement carries the policy.')
  const self = await people.sign({ username: 'requester', digest })
  const other = await people.sign({
    username: 'approver-1',
    digest: await digestOf({ ...request, challenge: makeChallenge() }),
  })
  return { request, proof, body, self, other }
}

function signAs(policy: Policy, key: CryptoKey, named: Parameters<typeof signPolicy>[2]): Promise<string> {
  return signPolicy(policy, key, named)
}
