import { expect, test } from 'vitest'
import { created, examplePolicy, otherSalt } from '../../vectors/example.ts'
import { refusalOf } from '../../vectors/refusal.ts'
import { makeScene, type Scene, signedAt } from '../../vectors/scene.ts'
import { batchPath, batchRoot } from './batch.ts'
import { sha256 } from './digest.ts'
import type { Evidence } from './evidence.ts'
import { batchNonce } from './nonce.ts'
import { verifyEvidence } from './verify-evidence.ts'

const scene = await makeScene()
const judge = (evidence: Evidence, { own, policy, signer }: Scene = scene, seenAt = signedAt) =>
  verifyEvidence(evidence, own, policy, signer.keys, seenAt)
const seconds = (ms: number) => Math.floor(ms / 1000)

test('evidence that commits to this request counts, and says who approved', async () => {
  const approval = await judge(await scene.evidence())
  expect(approval).toMatchObject({ approver: { person: 'E2', name: 'First approver' }, reason: undefined })
})

test('a token that was dated back five minutes counts: the challenge is what makes it fresh', async () => {
  expect(await refusalOf(async () => judge(await scene.evidence({ iat: seconds(created) - 300 })))).toBe('accepted')
})

test.each([
  ['another nonce', { nonce: 'x' }, 'evidence_nonce_mismatch'],
  ['the client of the phone app', { aud: 'countersign-app' }, 'token_audience_mismatch'],
  ['a date after the request expired', { iat: seconds(created) + 601 }, 'evidence_too_late'],
  ['a date in the future', { iat: seconds(signedAt) + 120 }, 'evidence_from_future'],
  ['an end before it was seen', { exp: seconds(signedAt) - 1 }, 'token_expired'],
  ['no end', { exp: undefined }, 'token_expired'],
  ['no time of sign-in', { auth_time: undefined }, 'auth_time_unknown'],
  ['0 as the time of sign-in', { auth_time: 0 }, 'auth_time_unknown'],
  ['a sign-in from before the request', { auth_time: seconds(created) - 31 }, 'auth_too_old'],
  ['the requester as the approver', { employee_id: 'E1' }, 'approver_is_requester'],
  ['the requester’s e-mail address', { email: ' Requester@acme.example' }, 'approver_is_requester'],
  ['nobody that is provably another', { employee_id: undefined }, 'approver_identity_unproven'],
  ['no group that may decide', { groups: ['platform-ops'] }, 'approver_not_allowed'],
  ['no groups at all', { groups: undefined }, 'approver_not_allowed'],
] as const)('evidence with %s does not count', async (_, change, code) => {
  expect(await refusalOf(async () => judge(await scene.evidence(change)))).toBe(code)
})

test('a reason or a salt that was changed afterwards does not fit the nonce', async () => {
  const evidence = await scene.evidence()
  expect(await refusalOf(() => judge({ ...evidence, reason: 'because' }))).toBe('evidence_nonce_mismatch')
  expect(await refusalOf(() => judge({ ...evidence, salt: otherSalt }))).toBe('evidence_nonce_mismatch')
})

test('evidence of another request does not count, were it alike in all but its challenge', async () => {
  const request = { ...scene.own.request, challenge: 'B'.repeat(43) }
  const own = { ...scene.own, request, digest: await sha256(JSON.stringify(request)) }
  expect(await refusalOf(async () => judge(await scene.evidence(), { ...scene, own }))).toBe('evidence_nonce_mismatch')
})

test('a rule may ask for a strong sign-in, and for a method', async () => {
  const strict = await makeScene(examplePolicy({ rule: { acr: ['phrh'], amr: ['hwk'] } }))
  const judged = (change: object) => refusalOf(async () => judge(await strict.evidence({ ...change }), strict))
  expect(await judged({ acr: 'urn:acme:password', amr: ['hwk'] })).toBe('acr_insufficient')
  expect(await judged({ amr: ['hwk'] })).toBe('acr_insufficient')
  expect(await judged({ acr: 'phrh', amr: ['pwd'] })).toBe('amr_insufficient')
  expect(await judged({ acr: 'phrh', amr: ['pwd', 'hwk'] })).toBe('accepted')
})

test('a rule may be content with a session', async () => {
  const easy = await makeScene(examplePolicy({ rule: { reauth: 'session' } }))
  expect(await refusalOf(async () => judge(await easy.evidence({ auth_time: undefined }), easy))).toBe('accepted')
})

test('one signature over several requests counts for each of them, at its place only', async () => {
  const digests = [await sha256('one'), scene.own.digest, await sha256('three')]
  const salt = otherSalt
  const nonce = await batchNonce({ digest: await batchRoot(digests), count: 3, reason: undefined, salt })
  const id_token = await scene.approverToken({ nonce })
  const path = [...(await batchPath(digests, 1))]
  const evidence: Evidence = { decision: 'approve', id_token, salt, batch: { index: 1, count: 3, path } }
  expect(await refusalOf(() => judge(evidence))).toBe('accepted')
  const elsewhere = { ...evidence, batch: { index: 0, count: 3, path } }
  expect(await refusalOf(() => judge(elsewhere))).toBe('evidence_nonce_mismatch')
})
