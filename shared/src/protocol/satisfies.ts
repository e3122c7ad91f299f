import { compileCondition, type Facts, type Truth } from '../policy/index.ts'

/** Those of whom a rule speaks: in one of these groups, and of whom this holds; both where both are there. */
type Those = { readonly groups?: readonly string[]; readonly when?: string }

/** Whether somebody is one of them. Unknown is not, and of none at all nobody is. */
export function satisfies(
  { groups, when }: Those,
  what: 'approvers' | 'glass',
  isIn: (group: string) => Truth,
  facts: Facts,
): boolean {
  if (groups === undefined && when === undefined) return false
  return (
    (groups === undefined || groups.some((name) => isIn(name) === 'yes')) &&
    (when === undefined || compileCondition(when, what)(facts) === 'yes')
  )
}
