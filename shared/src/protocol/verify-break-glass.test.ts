import fc from 'fast-check'
import { Check } from 'typebox/schema'
import { expect, test } from 'vitest'
import { approverClaims, examplePolicy, requesterClaims, salt } from '../../vectors/example.ts'
import { mutationOf } from '../../vectors/mutate.ts'
import { refusalOf } from '../../vectors/refusal.ts'
import { makeScene, type Scene, signedAt } from '../../vectors/scene.ts'
import { makeDevice } from '../../vectors/signers.ts'
import { signDeny, verifyDeny } from './deny.ts'
import { BreakGlass, type Confirm, type Deny, type Evidence, Review } from './evidence.ts'
import { mayRelease } from './may-release.ts'
import { approveNonce, breakGlassNonce, confirmNonce, sessionNonce } from './nonce.ts'
import { verifyReview } from './review.ts'
import { verifyBreakGlass } from './verify-break-glass.ts'
import { verifyConfirm } from './verify-confirm.ts'
import { verifyEvidence } from './verify-evidence.ts'

const reason = 'The name server answers nobody'
const break_glass = { when: "'platform-ops' in requester.groups", acr: ['phrh'] }
const scene = await makeScene(examplePolicy({ rule: { break_glass } }))
const others = [
  await makeScene(examplePolicy(), { signer: scene.signer, device: scene.device }),
  await makeScene(examplePolicy({ rule: { self_confirm: true } }), { signer: scene.signer, device: scene.device }),
]
const mine = { ...requesterClaims, sub: 'pairwise-approver-1', groups: ['platform-ops'], acr: 'phrh' }

test('changed in any one place it breaks nothing', async () => {
  const glass = await glassOf(scene)
  expect(await refusalOf(() => verify(scene, glass))).toBe('accepted')
  await fc.assert(
    fc.asyncProperty(mutationOf(glass), async ({ value }) => {
      // What is changed is anything; judging it is what is tested.
      const code = await refusalOf(() => verify(scene, value as BreakGlass))
      expect(code).not.toBe('accepted')
      if (!Check(BreakGlass, value)) expect(code).toBe('evidence_malformed')
    }),
    { numRuns: 500 },
  )
})

test('it is never taken for an approval or a confirm, nor these for it, under whichever rule, by whomever', async () => {
  for (const judged of [scene, ...others]) {
    const { digest } = judged.own
    const commitment = { digest, reason, salt }
    const nonces = {
      glass: await breakGlassNonce(commitment),
      approve: await approveNonce(commitment),
      confirm: await confirmNonce(commitment),
    }
    for (const claims of [mine, { ...approverClaims, acr: 'phrh', groups: ['platform-ops', 'platform-leads'] }]) {
      const token = (nonce: string) => judged.approverToken({ ...claims, nonce })
      const asApproval: Evidence = { decision: 'approve', id_token: await token(nonces.glass), salt, reason }
      const asConfirm: Confirm = { decision: 'confirm', id_token: await token(nonces.glass), salt, reason }
      expect(await refusalOf(() => approve(judged, asApproval))).not.toBe('accepted')
      expect(await refusalOf(() => confirm(judged, asConfirm))).not.toBe('accepted')
      for (const nonce of [nonces.approve, nonces.confirm]) {
        const asGlass: BreakGlass = { decision: 'break-glass', id_token: await token(nonce), salt, reason }
        expect(await refusalOf(() => verify(judged, asGlass))).not.toBe('accepted')
      }
    }
  }
})

test('the policy itself has no glass, whatever its rule says', async () => {
  const { own, policy, signer, trusted } = scene
  const replacing = { ...own, rule: { ...own.rule, id: 'policy.replace' } }
  const glass = await glassOf(scene)
  expect(await refusalOf(() => verifyBreakGlass(glass, replacing, policy, signer.keys, signedAt))).toBe(
    'decision_not_asked',
  )
  const holding = {
    policy,
    madeUnder: trusted.digest,
    me: own.request.requester,
    approvals: [],
    confirmed: false,
    broken: true,
    denied: false,
    quorumAt: signedAt,
    now: signedAt,
  }
  expect(await refusalOf(async () => mayRelease({ ...holding, own }))).toBe('accepted')
  expect(await refusalOf(async () => mayRelease({ ...holding, own: replacing }))).toBe('quorum_missing')
})

test('no deny is ever taken for a review, nor the other way round', async () => {
  const { own, policy, signer } = scene
  const phone = await makeDevice()
  const id_token = await scene.approverToken({ aud: 'countersign-app', nonce: await sessionNonce(phone.jkt, salt) })
  const statement = { id_token, salt }
  const deny: Deny = { decision: 'deny', ...statement, jws: await signDeny(phone, own.digest, undefined) }
  const review: Review = { ...statement, jws: await phone.review(own.digest) }
  const judgeDeny = (given: Deny) => verifyDeny(given, own.digest, own.request, own.rule, policy, signer.keys)
  const judgeReview = (given: Review) => verifyReview(given, own, policy, signer.keys)
  expect(await refusalOf(() => judgeDeny(deny))).toBe('accepted')
  expect(await refusalOf(() => judgeReview(review))).toBe('accepted')
  expect(await refusalOf(() => judgeDeny({ ...deny, jws: review.jws }))).toBe('deny_malformed')
  expect(await refusalOf(() => judgeReview({ ...review, jws: deny.jws }))).toBe('review_malformed')
  await fc.assert(
    fc.asyncProperty(mutationOf(review), async ({ value }) => {
      const code = await refusalOf(() => judgeReview(value as Review))
      expect(code).not.toBe('accepted')
      if (!Check(Review, value)) expect(code).toBe('review_malformed')
    }),
    { numRuns: 300 },
  )
})

async function glassOf({ own, approverToken }: Scene): Promise<BreakGlass> {
  const nonce = await breakGlassNonce({ digest: own.digest, reason, salt })
  return { decision: 'break-glass', id_token: await approverToken({ ...mine, nonce }), salt, reason }
}

function verify({ own, policy, signer }: Scene, glass: BreakGlass) {
  return verifyBreakGlass(glass, own, policy, signer.keys, signedAt)
}

function approve({ own, policy, signer }: Scene, evidence: Evidence) {
  return verifyEvidence(evidence, own, policy, signer.keys, signedAt)
}

function confirm({ own, policy, signer }: Scene, given: Confirm) {
  return verifyConfirm(given, own, policy, signer.keys, signedAt)
}
