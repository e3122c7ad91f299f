import type { RequestStatus } from '@countersign/shared/api'
import { type Policy, ruleOf } from '@countersign/shared/policy'
import {
  type Approval,
  type ErrorCode,
  type Evidence,
  hasQuorum,
  ProtocolError,
  type VerifiedRequest,
  verifyDeny,
  verifyEvidence,
} from '@countersign/shared/protocol'
import { approverName } from './approver-name.ts'
import { issuerKeys } from './keys.ts'
import { currentPolicy, policyByDigest } from './policy/policy.ts'
import type { Own } from './request.ts'

/** What the holder's own checks make of the relay's word. */
export type Verdict =
  | {
      readonly kind: 'approved'
      readonly approvals: readonly Approval[]
      readonly judgements: readonly Judgement[]
    }
  | { readonly kind: 'refused'; readonly code: ErrorCode }

/** One policy that the request is judged by: its own rule, and the approvals with the parts of that rule. */
export type Judgement = Judging & { readonly approvals: readonly Approval[] }
type Judging = { readonly policy: Policy; readonly own: VerifiedRequest }

/**
 * Judges the evidence that came with "approved": under the policy that the request was made under and any newer one,
 * with keys fetched from the issuers, against the holder's own copy. The relay's word counts for nothing.
 *
 * @throws {IssuerUnreachable} when it cannot be judged now
 */
export async function judge(own: Own, status: RequestStatus): Promise<Verdict> {
  const judgings = await judgingsOf(own)
  const [made] = judgings ?? []
  if (judgings === undefined || made === undefined) return { kind: 'refused', code: 'request_policy_mismatch' }
  if ((await validDenies(own, status, made.policy)).length > 0) return { kind: 'refused', code: 'request_denied' }
  const evidence = status.decisions.flatMap(({ decision }) => (decision.decision === 'approve' ? [decision] : []))
  const results = await Promise.all(evidence.map((piece) => approvalsOf(piece, judgings)))
  // What counts, counts under each of the policies.
  const valid = results.flatMap((result) => ('code' in result ? [] : [result.approvals]))
  const judgements = judgings.map((judging, index) => ({
    ...judging,
    approvals: valid.flatMap((approvals) => approvals[index] ?? []),
  }))
  const [failure] = results.flatMap((result) => ('code' in result ? [result.code] : []))
  const code = quorumFault(judgements)
  if (code !== undefined) return { kind: 'refused', code: code === 'quorum_missing' ? (failure ?? code) : code }
  return { kind: 'approved', approvals: valid.flatMap(([first]) => first ?? []), judgements }
}

function quorumFault(judgements: readonly Judgement[]): ErrorCode | undefined {
  try {
    const isReached = judgements.every(({ policy, own, approvals }) => hasQuorum(policy, own, approvals))
    return isReached ? undefined : 'quorum_missing'
  } catch (error) {
    if (error instanceof ProtocolError) return error.code
    throw error
  }
}

/** Whether "denied" is what an approver signed; a relay that merely says so stops the request all the same. */
export async function whoDenied(
  own: Own,
  status: RequestStatus,
): Promise<{ by: string; reason: string | undefined } | undefined> {
  const trusted = await policyByDigest(own.request.policy)
  if (trusted === undefined) return undefined
  const [valid] = await validDenies(own, status, trusted.policy).catch(() => [])
  if (valid === undefined) return undefined
  return { by: approverName(valid), reason: valid.reason }
}

/** The denies that count; what a relay says is one and is not stops nothing that is approved. */
async function validDenies(own: Own, { decisions }: RequestStatus, policy: Policy): Promise<readonly Approval[]> {
  const source = await issuerKeys()
  const denies = decisions.flatMap(({ decision }) => (decision.decision === 'deny' ? [decision] : []))
  const judged = await Promise.all(
    denies.map(async (deny) => {
      try {
        const keys = await source.keysFor(deny.id_token, policy)
        return [await verifyDeny(deny, own.digest, own.request, own.rule, policy, keys)]
      } catch (error) {
        if (error instanceof ProtocolError) return []
        throw error
      }
    }),
  )
  return judged.flat()
}

/** The policy that it was made under, and a newer one; undefined where one of them has no such rule. */
async function judgingsOf(own: Own): Promise<readonly Judging[] | undefined> {
  const [made, current] = await Promise.all([policyByDigest(own.request.policy), currentPolicy()])
  if (made === undefined) return undefined
  const policies = made.digest === current.digest ? [made] : [made, current]
  const judgings = policies.flatMap(({ policy }) => {
    const rule = ruleOf(policy, own.request.action)
    return rule === undefined ? [] : [{ policy, own: { ...own, rule } }]
  })
  return judgings.length === policies.length ? judgings : undefined
}

/** The same piece of evidence under each of the policies. */
async function approvalsOf(
  evidence: Evidence,
  judgings: readonly Judging[],
): Promise<{ readonly approvals: readonly Approval[] } | { readonly code: ErrorCode }> {
  try {
    const source = await issuerKeys()
    const approvals = await Promise.all(
      judgings.map(async ({ policy, own }) => {
        const keys = await source.keysFor(evidence.id_token, policy)
        const [issuer = ''] = Object.keys(keys)
        return verifyEvidence(evidence, own, policy, keys, source.correctedNow(issuer))
      }),
    )
    return { approvals }
  } catch (error) {
    if (error instanceof ProtocolError) return { code: error.code }
    throw error
  }
}
