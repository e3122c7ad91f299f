import { personName } from './person-name.ts'
import type { Verdict } from './verify.ts'

/** The names of those who approved; nobody's where the person themselves confirmed it. */
export function approversIn(verdict: Exclude<Verdict, { kind: 'refused' }>): readonly string[] {
  return verdict.kind === 'approved' ? verdict.approvals.map(({ approver }) => personName(approver)) : []
}
