import { expect, test } from 'vitest'
import { created, examplePolicy, exampleRequest } from '../../vectors/example.ts'
import { refusalOf } from '../../vectors/refusal.ts'
import { makeReplacing, replaceablePolicy as policyOf, type ReplacementChange } from '../../vectors/replacing.ts'
import { encodeBase64url } from '../encoding/base64url.ts'
import type { Policy } from '../policy/index.ts'
import { digestOf, jcs } from './digest.ts'
import { verifyReplacement } from './policy-replacement.ts'

const { signer, device, asked, replacement: make } = await makeReplacing()
const before = await trustedOf(policyOf(7))
const now = created + 120_000
const replacement = (next: Policy, change?: ReplacementChange) => make(before, next, change)

test('the next policy counts by evidence under the one in force', async () => {
  const { policy, digest, key } = await verifyReplacement(await replacement(policyOf(8)), before, signer.keys, now)
  expect(policy.version).toBe(8)
  expect(digest).toBe(await digestOf(policyOf(8)))
  expect(key).toBe(before.key)
})

test('and not without it, nor by the one who asked for it', async () => {
  const made = await replacement(policyOf(8))
  expect(await judge({ ...made, decisions: [] })).toBe('quorum_missing')
  expect(await judge(await replacement(policyOf(8), { claims: { employee_id: 'E1' } }))).toBe('approver_is_requester')
  expect(await judge(await replacement(policyOf(8), { claims: { groups: ['x'] } }))).toBe('approver_not_allowed')
})

test('another policy than the one that was approved does not count', async () => {
  const made = await replacement(policyOf(8))
  const other = encodeBase64url(new TextEncoder().encode(jcs({ ...policyOf(8), organisation: 'Mallory' })))
  expect(await judge({ ...made, body: other })).toBe('body_mismatch')
})

test('an approval of a page’s action puts no policy in force', async () => {
  const made = await replacement(policyOf(8))
  const request = await exampleRequest(before.policy, before.digest)
  expect(await judge({ ...made, ...(await asked(request)), body: made.body })).toBe('request_rule_mismatch')
})

test('one that is not newer, that says another version, or is not in its one spelling, does not count', async () => {
  expect(await judge(await replacement(policyOf(7)))).toBe('policy_rolled_back')
  expect(await judge(await replacement(policyOf(8), { version: 9 }))).toBe('request_summary_mismatch')
  expect(await judge(await replacement(policyOf(8), { text: JSON.stringify(policyOf(8), undefined, 1) }))).toBe(
    'policy_malformed',
  )
})

test('it counts after the policy that it was approved under, and after no other', async () => {
  const other = await trustedOf({ ...policyOf(7), organisation: 'Acme again' })
  const made = await replacement(policyOf(8))
  expect(await refusalOf(() => verifyReplacement(made, other, signer.keys, now))).toBe('request_policy_mismatch')
})

test('a policy that names nobody for it is replaced by its key alone', async () => {
  const closed = await trustedOf(examplePolicy())
  const made = await make(closed, policyOf(8))
  expect(await refusalOf(() => verifyReplacement(made, closed, signer.keys, now))).toBe('request_rule_mismatch')
})

test('nonsense is no replacement', async () => {
  const made = await replacement(policyOf(8))
  for (const nonsense of [null, {}, { ...made, more: 1 }, { ...made, body: 7 }, []]) {
    expect(await judge(nonsense)).toBe('policy_malformed')
  }
})

function judge(made: unknown) {
  return refusalOf(() => verifyReplacement(made, before, signer.keys, now))
}

async function trustedOf(policy: Policy) {
  return { policy, digest: await digestOf(policy), key: device.publicJwk }
}
