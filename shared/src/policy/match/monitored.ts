import type { Policy } from '../schema.ts'
import type { Outgoing } from './outgoing.ts'
import { type LeavesOut, type Matched, matchRule } from './rule.ts'

/** What of a policy only records would say of a request. `open`: a part that nobody saw could still say otherwise. */
export type Monitored = Matched & { readonly open: boolean }

/**
 * The monitored rules that match a request, or undefined. What a rule that holds may protect is none of theirs: it is
 * recorded as what was held, and the stricter one counts.
 *
 * @param leavesOut see `matchRule`
 */
export function monitoredBy(
  { rules, monitored = [] }: Pick<Policy, 'rules' | 'monitored'>,
  outgoing: Outgoing,
  leavesOut?: LeavesOut,
): Monitored | undefined {
  const matched = matchIn(monitored, outgoing, leavesOut)
  if (matched === undefined || matchIn(rules, outgoing, leavesOut) !== undefined) return undefined
  return { ...matched, open: matchRule({ rules: monitored }, outgoing, [], leavesOut)?.rule.id !== matched.rule.id }
}

/** What is unseen is taken for what the rule asks for. */
function matchIn(rules: Policy['rules'], outgoing: Outgoing, leavesOut?: LeavesOut): Matched | undefined {
  return rules.length === 0 ? undefined : matchRule({ rules }, outgoing, idsOf(rules), leavesOut)
}

const ids = new WeakMap<Policy['rules'], readonly string[]>()

function idsOf(rules: Policy['rules']): readonly string[] {
  const known = ids.get(rules) ?? rules.map(({ id }) => id)
  ids.set(rules, known)
  return known
}
