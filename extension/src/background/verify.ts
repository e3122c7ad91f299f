import type { RequestStatus } from '@countersign/shared/api'
import {
  type Approval,
  type ErrorCode,
  type Evidence,
  hasQuorum,
  ProtocolError,
  type TrustedPolicy,
  verifyDeny,
  verifyEvidence,
} from '@countersign/shared/protocol'
import { approverName } from './approver-name.ts'
import { issuerKeys } from './keys.ts'
import { currentPolicy, policyByDigest } from './policy/policy.ts'
import type { Own } from './request.ts'

/** What the holder's own checks make of the relay's word. */
export type Verdict =
  | { readonly kind: 'approved'; readonly approvals: readonly Approval[]; readonly policies: readonly TrustedPolicy[] }
  | { readonly kind: 'refused'; readonly code: ErrorCode }

/**
 * Judges the evidence that came with "approved": under the policy that the request was made under and any newer one,
 * with keys fetched from the issuers, against the holder's own copy. The relay's word counts for nothing.
 *
 * @throws {IssuerUnreachable} when it cannot be judged now
 */
export async function judge(own: Own, status: RequestStatus): Promise<Verdict> {
  const policies = await judgingPolicies(own)
  if (policies === undefined) return { kind: 'refused', code: 'request_policy_mismatch' }
  const [made] = policies
  if (made !== undefined && (await validDenies(own, status, made)).length > 0) {
    return { kind: 'refused', code: 'request_denied' }
  }
  const evidence = status.decisions.flatMap(({ decision }) => (decision.decision === 'approve' ? [decision] : []))
  const results = await Promise.all(evidence.map((piece) => approvalOf(piece, own, policies)))
  const approvals = results.flatMap((result) => ('approver' in result ? [result] : []))
  if (policies.every(({ policy }) => hasQuorum(policy, approvals, own.rule.approvers.quorum))) {
    return { kind: 'approved', approvals, policies }
  }
  const failure = results.find((result) => 'code' in result)
  return { kind: 'refused', code: failure !== undefined && 'code' in failure ? failure.code : 'quorum_missing' }
}

/** Whether "denied" is what an approver signed; a relay that merely says so stops the request all the same. */
export async function whoDenied(
  own: Own,
  status: RequestStatus,
): Promise<{ by: string; reason: string | undefined } | undefined> {
  const trusted = await policyByDigest(own.request.policy)
  if (trusted === undefined) return undefined
  const [valid] = await validDenies(own, status, trusted).catch(() => [])
  if (valid === undefined) return undefined
  return { by: approverName(valid), reason: valid.reason }
}

/** The denies that count; what a relay says is one and is not stops nothing that is approved. */
async function validDenies(
  own: Own,
  { decisions }: RequestStatus,
  { policy }: TrustedPolicy,
): Promise<readonly Approval[]> {
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

async function judgingPolicies({ request }: Own): Promise<readonly TrustedPolicy[] | undefined> {
  const [made, current] = await Promise.all([policyByDigest(request.policy), currentPolicy()])
  if (made === undefined) return undefined
  return made.digest === current.digest ? [made] : [made, current]
}

async function approvalOf(
  evidence: Evidence,
  own: Own,
  policies: readonly TrustedPolicy[],
): Promise<Approval | { readonly code: ErrorCode }> {
  try {
    const source = await issuerKeys()
    const judged = await Promise.all(
      policies.map(async ({ policy }) => {
        const rule = policy.rules.find(({ id }) => id === own.rule.id)
        if (rule === undefined) throw new ProtocolError('request_policy_mismatch')
        const keys = await source.keysFor(evidence.id_token, policy)
        const [issuer = ''] = Object.keys(keys)
        return verifyEvidence(evidence, { ...own, rule }, policy, keys, source.correctedNow(issuer))
      }),
    )
    const [first] = judged
    if (first === undefined) throw new ProtocolError('request_policy_mismatch')
    return first
  } catch (error) {
    if (error instanceof ProtocolError) return { code: error.code }
    throw error
  }
}
