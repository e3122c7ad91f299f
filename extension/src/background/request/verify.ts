import type { RequestStatus } from '@countersign/shared/api'
import {
  type Approval,
  type BreakGlass,
  type Breaking,
  type Confirm,
  type Confirmation,
  demandDecided,
  type ErrorCode,
  type Evidence,
  hasQuorum,
  type IssuerKeys,
  ProtocolError,
  verifyBreakGlass,
  verifyConfirm,
  verifyEvidence,
} from '@countersign/shared/protocol'
import { issuerKeys } from '../policy/keys.ts'
import { validDenies } from './denies.ts'
import { type Judging, judgingsOf } from './judgings.ts'
import type { Own } from './request.ts'

/** What the holder's own checks make of the relay's word. */
export type Verdict =
  | {
      readonly kind: 'approved'
      readonly approvals: readonly Approval[]
      readonly judgements: readonly Judgement[]
    }
  | { readonly kind: 'confirmed'; readonly judgements: readonly Judgement[] }
  /** The requester went without approval. */
  | { readonly kind: 'broken'; readonly judgements: readonly Judgement[] }
  | { readonly kind: 'refused'; readonly code: ErrorCode }

/** One policy that the request is judged by: its own rule, and what counts by that rule. */
export type Judgement = Judging & {
  readonly approvals: readonly Approval[]
  readonly confirmed: boolean
  readonly broken: boolean
}

/**
 * Judges the evidence that came with "approved", "confirmed" or "broken": under the policy that the request was made under and any newer one,
 * with keys fetched from the issuers, against the holder's own copy. The relay's word counts for nothing.
 *
 * @throws {IssuerUnreachable} when it cannot be judged now
 */
export async function judge(own: Own, status: RequestStatus): Promise<Verdict> {
  const judgings = await judgingsOf(own)
  const [made] = judgings ?? []
  if (judgings === undefined || made === undefined) return { kind: 'refused', code: 'request_policy_mismatch' }
  if ((await validDenies(own, status, made.policy)).length > 0) return { kind: 'refused', code: 'request_denied' }
  const evidence = status.decisions.flatMap(({ decision }) => (decision.decision === 'deny' ? [] : [decision]))
  const results = await Promise.all(evidence.map((piece) => countedUnder(piece, judgings)))
  // What counts, counts under each of the policies.
  const valid = results.flatMap((result) => ('code' in result ? [] : [result.counted]))
  const judgements = judgings.map((judging, index) =>
    withCounted(
      judging,
      valid.flatMap((each) => each[index] ?? []),
    ),
  )
  const [failure] = results.flatMap((result) => ('code' in result ? [result.code] : []))
  const code = missingIn(judgements)
  if (code !== undefined) return { kind: 'refused', code: stillMissing.has(code) ? (failure ?? code) : code }
  if (made.own.rule.approvers === undefined) return { kind: 'confirmed', judgements }
  if (!judgements.every(isApproved)) return { kind: 'broken', judgements }
  return { kind: 'approved', approvals: judgements[0]?.approvals ?? [], judgements }
}

/** Whether it needs no glass under this policy. */
function isApproved({ own, policy, approvals }: Judgement): boolean {
  return hasQuorum(policy, own, approvals)
}

/** A decision that counts, by its kind: none is ever taken for another. */
type Counted =
  | { readonly kind: 'approve'; readonly found: Approval }
  | { readonly kind: 'confirm'; readonly found: Confirmation }
  | { readonly kind: 'break-glass'; readonly found: Breaking }

function withCounted(judging: Judging, counted: readonly Counted[]): Judgement {
  const approvals = counted.flatMap((one) => (one.kind === 'approve' ? [one.found] : []))
  const isThere = (kind: Counted['kind']) => counted.some((one) => one.kind === kind)
  return { ...judging, approvals, confirmed: isThere('confirm'), broken: isThere('break-glass') }
}

/** Where only that is missing, what was wrong with a decision says more. */
const stillMissing: ReadonlySet<ErrorCode> = new Set(['quorum_missing', 'confirm_missing'])

function missingIn(judgements: readonly Judgement[]): ErrorCode | undefined {
  try {
    judgements.forEach(demandDecided)
    return undefined
  } catch (error) {
    if (error instanceof ProtocolError) return error.code
    throw error
  }
}

/** The same piece of evidence under each of the policies. */
async function countedUnder(
  evidence: Evidence | Confirm | BreakGlass,
  judgings: readonly Judging[],
): Promise<{ readonly counted: readonly Counted[] } | { readonly code: ErrorCode }> {
  try {
    const source = await issuerKeys()
    const counted = await Promise.all(
      judgings.map(async ({ policy, own }) => {
        const keys = await source.keysFor(evidence.id_token, policy)
        const [issuer = ''] = Object.keys(keys)
        return verified(evidence, { policy, own }, keys, source.correctedNow(issuer))
      }),
    )
    return { counted }
  } catch (error) {
    if (error instanceof ProtocolError) return { code: error.code }
    throw error
  }
}

async function verified(
  evidence: Evidence | Confirm | BreakGlass,
  { policy, own }: Judging,
  keys: IssuerKeys,
  seenAt: number,
): Promise<Counted> {
  if (evidence.decision === 'approve') {
    return { kind: 'approve', found: await verifyEvidence(evidence, own, policy, keys, seenAt) }
  }
  if (evidence.decision === 'confirm') {
    return { kind: 'confirm', found: await verifyConfirm(evidence, own, policy, keys, seenAt) }
  }
  return { kind: 'break-glass', found: await verifyBreakGlass(evidence, own, policy, keys, seenAt) }
}
