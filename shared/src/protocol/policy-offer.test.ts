import { exportJWK, generateKeyPair } from 'jose'
import { expect, test } from 'vitest'
import { created } from '../../vectors/example.ts'
import { refusalOf } from '../../vectors/refusal.ts'
import { makeReplacing, replaceablePolicy as policyOf } from '../../vectors/replacing.ts'
import type { Policy } from '../policy/index.ts'
import { digestOf } from './digest.ts'
import { judgeOffer } from './judge-offer.ts'
import { signHandover } from './policy-handover.ts'
import type { PolicyOffer } from './policy-offer.ts'
import { signPolicy, type VerifiedPolicy } from './trust-anchor.ts'

const { signer, replacement } = await makeReplacing()
const [key, nextKey] = await Promise.all([makeKey(), makeKey()])
const anchor = { relay: 'https://relay.example', policyKey: key.jwk, minVersion: 7 }
const now = created + 120_000
const [seven, eight, nine] = await Promise.all([7, 8, 9].map((version) => verified(policyOf(version))))
if (seven === undefined || eight === undefined || nine === undefined) throw new Error('three policies were made')
const toEight = await replacement(seven, eight.policy)
const toNine = await replacement(eight, nine.policy)
const signedSeven = await sign(seven.policy)
const chain: PolicyOffer = { jws: signedSeven, replacements: [toEight, toNine] }

const judge = (offer: PolicyOffer, inForce?: VerifiedPolicy, at = now) =>
  judgeOffer(offer, { anchor, inForce }, async () => signer.keys, at)
const refusal = (offer: PolicyOffer, inForce?: VerifiedPolicy, at?: number) =>
  refusalOf(() => judge(offer, inForce, at))

test('a fresh installation starts from the signed policy and follows the evidence', async () => {
  expect((await judge(chain)).policy.version).toBe(9)
})

test('who has a policy of the chain goes on from there, and who has its last stays', async () => {
  expect((await judge(chain, seven)).digest).toBe(nine.digest)
  expect((await judge(chain, eight)).digest).toBe(nine.digest)
  expect(await judge(chain, nine)).toBe(nine)
})

test('who has followed evidence does so no second time: the issuer’s keys of then may be gone', async () => {
  const gone = async () => ({})
  expect(await judgeOffer(chain, { anchor, inForce: nine }, gone, now)).toBe(nine)
  expect(await refusalOf(() => judgeOffer(chain, { anchor, inForce: eight }, gone, now))).toBe('token_key_unknown')
})

test('a rollback is refused, whichever way it is offered', async () => {
  expect(await refusal({ jws: signedSeven, replacements: [] }, eight)).toBe('policy_rolled_back')
  expect(await refusal({ jws: signedSeven, replacements: [toEight] }, nine)).toBe('policy_rolled_back')
  expect(await refusal({ jws: await sign(policyOf(6)), replacements: [] }, seven)).toBe('policy_rolled_back')
})

test('a fresh installation takes no policy that is older than its anchor says, be it validly signed', async () => {
  expect(await refusal({ jws: await sign(policyOf(6)), replacements: [] })).toBe('policy_rolled_back')
})

test('another policy of the same version is not the one in force', async () => {
  const other = await sign({ ...policyOf(7), organisation: 'Acme again' })
  expect(await refusal({ jws: other, replacements: [] }, seven)).toBe('policy_rolled_back')
})

test('a foreign policy is refused', async () => {
  const foreign = await signPolicy(policyOf(10), nextKey.privateKey, nextKey.jwk)
  expect(await refusal({ jws: foreign, replacements: [] })).toBe('policy_key_mismatch')
  expect(await refusal({ jws: foreign, replacements: [] }, seven)).toBe('policy_key_mismatch')
})

test('evidence for another step is none for this one', async () => {
  expect(await refusal({ jws: signedSeven, replacements: [toNine] })).toBe('request_policy_mismatch')
  expect(await refusal({ jws: signedSeven, replacements: [toEight, toEight] })).toBe('request_policy_mismatch')
})

test('a policy that the relay keeps from changing ends by itself', async () => {
  expect(await refusal({ jws: signedSeven, replacements: [] }, undefined, seven.policy.valid_until)).toBe(
    'policy_expired',
  )
})

test('after a hand-over the old key puts nothing in force any more', async () => {
  const handover = await signHandover(key.privateKey, key.jwk, nextKey.jwk)
  const jws = await signPolicy(eight.policy, nextKey.privateKey, nextKey.jwk, [handover])
  const moved = await judge({ jws, replacements: [] }, seven)
  expect(moved.key).toEqual(nextKey.jwk)
  expect(await refusal({ jws: await sign(nine.policy), replacements: [] }, moved)).toBe('policy_key_mismatch')
})

test('nonsense is refused with a code', async () => {
  for (const jws of ['', 'a', 'a.b.c', `${signedSeven}A`, '..']) {
    expect(await refusal({ jws, replacements: [] })).toMatch(/^policy_/)
  }
})

async function verified(policy: Policy): Promise<VerifiedPolicy> {
  return { policy, digest: await digestOf(policy), key: key.jwk }
}

function sign(policy: Policy): Promise<string> {
  return signPolicy(policy, key.privateKey, key.jwk)
}

async function makeKey() {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  return { privateKey, jwk: await exportJWK(publicKey) }
}
