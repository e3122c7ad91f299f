import { exportJWK, generateKeyPair } from 'jose'
import { expect, test } from 'vitest'
import { created, examplePolicy } from '../../vectors/example.ts'
import { refusalOf } from '../../vectors/refusal.ts'
import { signHandover } from './policy-handover.ts'
import { signPolicy, verifyPolicy } from './trust-anchor.ts'

const policy = examplePolicy()
const [first, second, third, thief] = await Promise.all([makeKey(), makeKey(), makeKey(), makeKey()])
const toSecond = await signHandover(first.privateKey, first.jwk, second.jwk)
const toThird = await signHandover(second.privateKey, second.jwk, third.jwk)
type Key = Awaited<ReturnType<typeof makeKey>>

async function judge(pinned: Key, signer: Key, handovers: readonly string[]) {
  const jws = await signPolicy(policy, signer.privateKey, signer.jwk, handovers)
  return refusalOf(() => verifyPolicy(jws, pinned.jwk, 0, created))
}

test('a policy of the next key counts where the pinned one hands over to it, and the next key is what counts then', async () => {
  const jws = await signPolicy(policy, second.privateKey, second.jwk, [toSecond])
  expect((await verifyPolicy(jws, first.jwk, 0, created)).key).toEqual(second.jwk)
})

test('who was away for two changes follows both; who saw the first, the second', async () => {
  expect(await judge(first, third, [toSecond, toThird])).toBe('accepted')
  expect(await judge(second, third, [toSecond, toThird])).toBe('accepted')
  expect(await judge(third, third, [toSecond, toThird])).toBe('accepted')
})

test('without a hand-over, or with one out of order, a new key counts for nothing', async () => {
  expect(await judge(first, second, [])).toBe('policy_key_mismatch')
  expect(await judge(first, third, [toThird])).toBe('policy_key_mismatch')
  expect(await judge(first, third, [toThird, toSecond])).toBe('policy_key_mismatch')
})

test('who has moved to the next key does not go back to the old one', async () => {
  expect(await judge(second, first, [toSecond])).toBe('policy_key_mismatch')
})

test('a thief without the old key cannot hand over to their own', async () => {
  const own = await signHandover(thief.privateKey, thief.jwk, thief.jwk)
  expect(await judge(first, thief, [own])).toBe('policy_key_mismatch')
  // Signed by the thief under the old key's name.
  const forged = await signHandover(thief.privateKey, first.jwk, thief.jwk)
  expect(await judge(first, thief, [forged])).toBe('policy_handover_invalid')
  // The old key's hand-over to somebody else does not make the thief's signature count.
  expect(await judge(first, thief, [toSecond])).toBe('policy_key_mismatch')
})

test('a hand-over without the next key’s consent changes nothing: the policy must be signed with that key', async () => {
  const jws = await signPolicy(policy, first.privateKey, first.jwk, [toSecond])
  expect((await verifyPolicy(jws, first.jwk, 0, created)).key).toEqual(first.jwk)
})

test('nonsense in the place of hand-overs is refused', async () => {
  for (const handovers of ['x', [1], Array(21).fill(toSecond), ['a.b.c'], [`${toSecond}A`]]) {
    const code = await judge(first, second, handovers as string[])
    expect(code).toBe('policy_handover_invalid')
  }
})

async function makeKey() {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  return { privateKey, jwk: await exportJWK(publicKey) }
}
