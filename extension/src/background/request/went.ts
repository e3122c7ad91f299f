import type { RequestStatus } from '@countersign/shared/api'
import { positionWords } from '@countersign/shared/log'
import { rangesOf } from '@countersign/shared/policy'
import { type Approval, quorumsOf } from '@countersign/shared/protocol'
import type { Went } from '../../panel-view.ts'
import { personName } from './person-name.ts'
import type { Own } from './request.ts'
import type { Verdict } from './verify.ts'

/** How it comes to be let through, as this browser has checked it. */
export function wentBy(verdict: Exclude<Verdict, { kind: 'refused' }>): Went {
  if (verdict.kind !== 'approved') return { how: verdict.kind }
  return { how: 'approved', by: verdict.approvals.map(approverWords) }
}

function approverWords({ approver, position }: Approval): string {
  const name = personName(approver)
  return position === undefined ? name : `${name} (said to be at ${positionWords(position)})`
}

/**
 * The same by the relay's word, of what is over; undefined where too few decided. For words, and for whether an emergency
 * key is still waited for.
 */
export function wentByWord(own: Own, { decisions }: Pick<RequestStatus, 'decisions'>): Went['how'] | undefined {
  const kinds = decisions.map(({ decision }) => decision.decision)
  if (kinds.includes('break-glass')) return 'broken'
  if (kinds.includes('confirm')) return 'confirmed'
  const approvals = kinds.filter((kind) => kind === 'approve').length
  return approvals >= leastApprovals(own) ? 'approved' : undefined
}

/** With fewer it cannot have been approved: each person counts for one part. */
function leastApprovals(own: Own): number {
  const { approvers } = own.rule
  if (approvers === undefined) return Number.POSITIVE_INFINITY
  const quorums = quorumsOf(own)
  const sums = rangesOf(approvers).map(([from, to]) => quorums.slice(from, to).reduce((sum, one) => sum + one, 0))
  return Math.max(...sums)
}
