import fc from 'fast-check'
import { Check } from 'typebox/schema'
import { expect, test } from 'vitest'
import { approverClaims, examplePolicy, requesterClaims, salt } from '../../vectors/example.ts'
import { mutationOf } from '../../vectors/mutate.ts'
import { refusalOf } from '../../vectors/refusal.ts'
import { makeScene, type Scene, signedAt } from '../../vectors/scene.ts'
import { Confirm, type Evidence } from './evidence.ts'
import { mayRelease } from './may-release.ts'
import { approveNonce, confirmNonce } from './nonce.ts'
import { hasQuorum } from './quorum.ts'
import { verifyConfirm } from './verify-confirm.ts'
import { verifyEvidence } from './verify-evidence.ts'

const asking = await makeScene(examplePolicy({ rule: { self_confirm: true } }))
const others = await makeScene(examplePolicy(), { signer: asking.signer, device: asking.device })
const mine = { ...requesterClaims, sub: 'pairwise-approver-1' }

test('the requester’s sign-in for the request confirms it, and says who they are in that client', async () => {
  const confirmation = await verify(asking, await confirmOf(asking))
  expect(confirmation.requester).toMatchObject({ subject: 'pairwise-approver-1', person: 'E1' })
})

test('changed in any one place it confirms nothing', async () => {
  const reason = 'It is me'
  const nonce = await confirmNonce({ digest: asking.own.digest, reason, salt })
  const confirm = { ...(await confirmOf(asking, { nonce })), reason }
  await fc.assert(
    fc.asyncProperty(mutationOf(confirm), async ({ value }) => {
      // What is changed is anything; judging it is what is tested.
      const code = await refusalOf(() => verify(asking, value as Confirm))
      expect(code).not.toBe('accepted')
      if (!Check(Confirm, value)) expect(code).toBe('evidence_malformed')
    }),
    { numRuns: 500 },
  )
})

test('no confirm is ever taken for an approval, nor the other way round, under whichever rule', async () => {
  for (const scene of [asking, others]) {
    const { digest } = scene.own
    const confirming = await confirmNonce({ digest, reason: undefined, salt })
    const approving = await approveNonce({ digest, reason: undefined, salt })
    for (const claims of [mine, approverClaims]) {
      const confirm = await scene.approverToken({ ...claims, nonce: confirming })
      const approval = await scene.approverToken({ ...claims, nonce: approving })
      const asApproval: Evidence = { decision: 'approve', id_token: confirm, salt }
      const asConfirm: Confirm = { decision: 'confirm', id_token: approval, salt }
      expect(await refusalOf(() => approve(scene, asApproval))).not.toBe('accepted')
      expect(await refusalOf(() => verify(scene, asConfirm))).not.toBe('accepted')
    }
  }
})

test('where the requester is asked no number of approvals is a quorum, and no confirm is one where others are', () => {
  const approvals = ['E2', 'E3', 'E4'].map((person) => ({
    approver: { iss: asking.own.request.requester.iss, subject: person, person },
    parts: [0],
    reason: undefined,
  }))
  expect(hasQuorum(asking.policy, asking.own, approvals)).toBe(false)
  const release = ({ own, policy, trusted }: Scene, counted: { approvals: typeof approvals; confirmed: boolean }) =>
    refusalOf(() =>
      mayRelease({
        own,
        policy,
        madeUnder: trusted.digest,
        me: own.request.requester,
        broken: false,
        denied: false,
        quorumAt: signedAt,
        now: signedAt,
        ...counted,
      }),
    )
  return Promise.all([
    expect(release(asking, { approvals, confirmed: false })).resolves.toBe('confirm_missing'),
    expect(release(asking, { approvals: [], confirmed: true })).resolves.toBe('accepted'),
    expect(release(others, { approvals: [], confirmed: true })).resolves.toBe('quorum_missing'),
    expect(release(others, { approvals, confirmed: false })).resolves.toBe('accepted'),
  ])
})

async function confirmOf(
  { own, approverToken }: Scene,
  change: Readonly<Record<string, unknown>> = {},
): Promise<Confirm> {
  const nonce = await confirmNonce({ digest: own.digest, reason: undefined, salt })
  return { decision: 'confirm', id_token: await approverToken({ ...mine, nonce, ...change }), salt }
}

function verify({ own, policy, signer }: Scene, confirm: Confirm) {
  return verifyConfirm(confirm, own, policy, signer.keys, signedAt)
}

function approve({ own, policy, signer }: Scene, evidence: Evidence) {
  return verifyEvidence(evidence, own, policy, signer.keys, signedAt)
}
