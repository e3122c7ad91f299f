import type { Policy, Rule } from './schema.ts'
import { strictest } from './strictest.ts'

/** What an action names: the rule whose words it has, and those that protect it besides. */
export type NamedRules = { readonly rule: string; readonly also?: readonly string[] }

/** Their ids, in the policy's order. */
export function idsOf({ rule, also = [] }: NamedRules): readonly string[] {
  return [rule, ...also]
}

/** How an action names the rules that protect it. */
export function namesOf({ rule, also }: { readonly rule: Pick<Rule, 'id'>; readonly also: readonly string[] }) {
  return { rule: rule.id, ...(also.length === 0 ? {} : { also: [...also] }) }
}

/** What the policy asks for where these rules protect a request; undefined where it does not have all of them. */
export function ruleOf({ rules }: Pick<Policy, 'rules'>, { rule: id, also = [] }: NamedRules): Rule | undefined {
  const found = (wanted: string) => rules.find((rule) => rule.id === wanted)
  const first = found(id)
  const others = also.flatMap((wanted) => found(wanted) ?? [])
  return first === undefined || others.length < also.length ? undefined : together(first, others)
}

/** The same object for the same rules: what is kept for a rule is kept for them. */
export function together(first: Rule, others: readonly Rule[]): Rule {
  if (others.length === 0) return first
  const names = others.map(({ id }) => id).join(' ')
  const before = known.get(first) ?? new Map<string, Rule>()
  const rule = before.get(names) ?? strictest(first, others)
  known.set(first, before.set(names, rule))
  return rule
}

const known = new WeakMap<Rule, Map<string, Rule>>()
