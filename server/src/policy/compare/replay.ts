import { matchAddress, matchRule, type Policy, type Rule, summarise } from '@countersign/shared/policy'
import { type ActionRequest, jcs, outgoingOf } from '@countersign/shared/protocol'

/** What a policy would have made of a past request. */
export type Replayed =
  | { readonly kind: 'held'; readonly rule: Rule; readonly request: ActionRequest }
  | { readonly kind: 'not-held' }
  /** Its body is not here, and could be what some rule is about. */
  | { readonly kind: 'unknown' }

export function replay(policy: Policy, request: ActionRequest): Replayed {
  const { action } = request
  const matched = matchRule(policy, outgoingOf(action, undefined), action.rule)
  if (matched !== undefined) {
    const { rule, params } = matched
    const again = { ...action, rule: rule.id, params: { ...params }, summary: summarise(rule, params) }
    return { kind: 'held', rule, request: { ...request, action: again } }
  }
  const isOpen = action.body !== undefined && matchAddress(policy, action.method, action.url) !== undefined
  return { kind: isOpen ? 'unknown' : 'not-held' }
}

/** How a request would have gone differently; undefined where it would not. */
export function differenceBetween(before: Replayed, now: Replayed): string | undefined {
  const [from, to] = [nameOf(before), nameOf(now)]
  if (from !== to) return `${from} → ${to}`
  if (before.kind !== 'held' || now.kind !== 'held') return undefined
  const fields = demands.filter((field) => jcs(before.rule[field] ?? null) !== jcs(now.rule[field] ?? null))
  return fields.length === 0 ? undefined : `${from}: other ${fields.join(', ')}`
}

const demands = [
  'approvers',
  'reauth',
  'acr',
  'amr',
  'reason',
  'number',
  'expires',
  'execute_within',
  'severity',
] as const

function nameOf(replayed: Replayed): string {
  return replayed.kind === 'held' ? replayed.rule.id : { 'not-held': 'not held', unknown: 'not known' }[replayed.kind]
}
