import fc from 'fast-check'
import { expect, test } from 'vitest'
import { examplePolicy, otherSalt } from '../../vectors/example.ts'
import { mutationOf } from '../../vectors/mutate.ts'
import { makeScene, signedAt } from '../../vectors/scene.ts'
import { makeDevice } from '../../vectors/signers.ts'
import { breakGlassNonce, ProtocolError, sessionNonce, signPolicy } from '../protocol/index.ts'
import type { ProofBundle } from './bundle.ts'
import { describeBundle } from './describe-bundle.ts'
import { readBundle } from './read-bundle.ts'
import { verifyBundle } from './verify-bundle.ts'

// The proof of a request that went without approval.

const reason = 'The name server answers nobody'
const break_glass = { when: "'platform-ops' in requester.groups", acr: ['phrh'] }
const scene = await makeScene(examplePolicy({ rule: { break_glass } }))
const [policyKey, phone] = [await makeDevice(), await makeDevice()]
const nonce = await breakGlassNonce({ digest: scene.own.digest, reason, salt: otherSalt })
const me = { sub: 'pairwise-approver-1', employee_id: 'E1', email: 'requester@acme.example', name: 'Requester' }
const glass = {
  decision: 'break-glass' as const,
  id_token: await scene.approverToken({ ...me, nonce, groups: ['platform-ops'], acr: 'phrh' }),
  salt: otherSalt,
  reason,
}
const review = {
  id_token: await scene.approverToken({
    aud: 'countersign-app',
    nonce: await sessionNonce(phone.jkt, otherSalt),
    name: 'Lead',
  }),
  salt: otherSalt,
  jws: await phone.review(scene.own.digest, 'It was right'),
}
const { kty = '', crv = '', x = '', y = '' } = policyKey.publicJwk
const unreviewed: ProofBundle = {
  format: 'countersign-bundle/1',
  request: scene.own.request,
  proof: await scene.proof(),
  decisions: [{ at: signedAt, decision: glass }],
  policy: await signPolicy(scene.policy, policyKey.privateKey, policyKey.publicJwk),
  replacements: [],
  policy_key: { kty, crv, x, y },
  keys: [],
  relay: { state: 'released', stored: signedAt - 50_000, released: signedAt + 1_000, skipped: ['Lead', 'Second'] },
}
const bundle: ProofBundle = { ...unreviewed, review: { at: signedAt + 60_000, review } }
const own = { policyKey: policyKey.publicJwk, keys: scene.signer.keys }

test('is valid, and says before all else that nobody approved it and that nobody has looked at it', async () => {
  const { verdict, lines } = describeBundle(await verifyBundle(unreviewed, own))
  expect(verdict).toMatch(/^Valid: .* It was released without approval, and nobody has reviewed it\.$/)
  expect(lines).toContainEqual({
    mark: 'alarm',
    what: 'Quorum',
    says: 'RELEASED WITHOUT APPROVAL: 0 approved, 1 needed',
  })
  expect(lines).toContainEqual({ mark: 'alarm', what: 'Review', says: 'NOT REVIEWED by anybody yet' })
  expect(lines).toContainEqual({
    mark: 'word',
    what: 'Skipped',
    says: 'told, and not waited for: Lead, Second (the relay’s word)',
  })
})

test('says who has reviewed it, once somebody has', async () => {
  const { verdict, lines } = describeBundle(await verifyBundle(bundle, own))
  expect(verdict).toMatch(/It was released without approval, and Lead <.*> at https:.* has looked at it since\.$/)
  expect(lines.find(({ what }) => what === 'Review')).toMatchObject({
    mark: 'proven',
    says: expect.stringMatching(/^reviewed by Lead .*, who says: “It was right”$/),
  })
})

test('that the operator closed it is no review: it stays an alarm, and is the relay’s word', async () => {
  const closed = { at: signedAt + 60_000, by: 'Operations', why: 'They have all left' }
  const says =
    /^CLOSED BY THE OPERATOR, NOT REVIEWED: at .* by Operations, because: “They have all left” \(the relay’s word\)$/
  const relay = { ...unreviewed.relay, closed }
  const { verdict, lines } = describeBundle(await verifyBundle({ ...unreviewed, relay }, own))
  expect(verdict).toMatch(/It was released without approval, and nobody has reviewed it: the operator has closed it\.$/)
  expect(lines).toContainEqual({ mark: 'alarm', what: 'Review', says: expect.stringMatching(says) })
  // Somebody who can has come after all.
  const after = describeBundle(await verifyBundle({ ...bundle, relay }, own))
  expect(after.verdict).toMatch(/Lead .* has looked at it since\.$/)
  expect(after.lines).toContainEqual({ mark: 'alarm', what: 'Closed', says: expect.stringMatching(says) })
  expect(after.lines).toContainEqual(expect.objectContaining({ mark: 'proven', what: 'Review' }))
})

test('where the glass was broken and nothing was sent, it says no more than that', async () => {
  const relay = { state: 'expired', stored: signedAt } as const
  const { verdict, lines } = describeBundle(await verifyBundle({ ...unreviewed, relay }, own))
  expect(verdict).toMatch(/It was to go without approval, and nobody has reviewed it\.$/)
  expect(lines).toContainEqual({
    mark: 'alarm',
    what: 'Quorum',
    says: 'TO BE RELEASED WITHOUT APPROVAL: 0 approved, 1 needed',
  })
})

const long = 60_000
/** The relay's word: also that there is no review. */
const unproven = /^\/(?:relay|keys|policy_key)(?:\/|$)|^\/decisions\/\d+\/at$|^\/review(?:\/at)?$/

test('changed in any one place it is not valid, but for what the relay alone says', { timeout: long }, async () => {
  await fc.assert(
    fc.asyncProperty(mutationOf(bundle), async ({ pointer, value }) => {
      const verdict = await judge(value)
      if (!unproven.test(pointer)) expect(verdict).not.toBe('valid')
    }),
    { numRuns: 800 },
  )
})

test('a review of something that was approved, or of nothing, is none', async () => {
  const approval = await scene.evidence()
  const approved = { ...bundle, decisions: [{ at: signedAt, decision: approval }] }
  expect(await verifyBundle(approved, own)).toMatchObject({
    verdict: 'invalid',
    review: { ok: false, code: 'review_not_asked' },
  })
})

test('without the evidence it cannot have been released, nor with somebody else’s review', async () => {
  const bare = { ...unreviewed, decisions: [] }
  expect(await verifyBundle(bare, own)).toMatchObject({
    verdict: 'invalid',
    quorum: { ok: false, code: 'quorum_missing' },
  })
  const theirs = await scene.approverToken({
    ...me,
    aud: 'countersign-app',
    nonce: await sessionNonce(phone.jkt, otherSalt),
  })
  const selfReviewed = { ...bundle, review: { at: signedAt, review: { ...review, id_token: theirs } } }
  expect(await verifyBundle(selfReviewed, own)).toMatchObject({
    verdict: 'invalid',
    review: { ok: false, code: 'approver_is_requester' },
  })
})

async function judge(value: unknown): Promise<string> {
  try {
    return (await verifyBundle(readBundle(new TextEncoder().encode(JSON.stringify(value))), own)).verdict
  } catch (error) {
    if (error instanceof ProtocolError) return error.code
    throw error
  }
}
