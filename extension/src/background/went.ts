import type { RequestStatus } from '@countersign/shared/api'
import type { Went } from '../panel-view.ts'
import { personName } from './person-name.ts'
import type { Verdict } from './verify.ts'

/** How it comes to be let through, as this browser has checked it. */
export function wentBy(verdict: Exclude<Verdict, { kind: 'refused' }>): Went {
  if (verdict.kind !== 'approved') return { how: verdict.kind }
  return { how: 'approved', by: verdict.approvals.map(({ approver }) => personName(approver)) }
}

/** The same by the relay's word, of what is over; undefined where nobody decided. For the words alone. */
export function wentByWord({ decisions }: Pick<RequestStatus, 'decisions'>): Went['how'] | undefined {
  const kinds = decisions.map(({ decision }) => decision.decision)
  if (kinds.includes('break-glass')) return 'broken'
  if (kinds.includes('confirm')) return 'confirmed'
  return kinds.length > 0 ? 'approved' : undefined
}
