import {
  countsFor,
  type Delegate,
  type Group,
  idsOf,
  type LeavesOut,
  matchAddress,
  matchRule,
  namesOf,
  type Policy,
  plainGroups,
  type Rule,
  summarise,
} from '@countersign/shared/policy'
import { type ActionRequest, delegatesAt, identityFacts, jcs, outgoingOf } from '@countersign/shared/protocol'

/** What the policy has beside a rule, and the rule goes by. */
type Beside = { readonly groups: readonly Group[]; readonly delegates: readonly Delegate[] }

/** What a policy would have made of a past request. */
export type Replayed =
  | ({ readonly kind: 'held'; readonly rule: Rule; readonly request: ActionRequest } & Beside)
  | { readonly kind: 'not-held' }
  /** Its body is not here, and could be what some rule is about. */
  | { readonly kind: 'unknown' }

export function replay(policy: Policy, request: ActionRequest): Replayed {
  const { action } = request
  const matched = matchRule(policy, outgoingOf(action, undefined), idsOf(action), leavesOutFor(request))
  if (matched !== undefined) {
    const { rule, params } = matched
    const { also: _, ...common } = action
    const again = { ...common, ...namesOf(matched), params: { ...params }, summary: summarise(rule, params) }
    const beside = { groups: groupsIn(policy, rule), delegates: delegatesAt(policy, request.created) }
    return { kind: 'held', rule, ...beside, request: { ...request, action: again } }
  }
  const isOpen = action.body !== undefined && matchAddress(policy, action.method, action.url) !== undefined
  return { kind: isOpen ? 'unknown' : 'not-held' }
}

/** What it named counted then. Of who asked no more is known than the request says. */
function leavesOutFor({ action, requester, created }: ActionRequest): LeavesOut {
  const named = idsOf(action)
  const occasion = { ...action, requester: identityFacts(requester), time: new Date(created) }
  return (rule, params) => !named.includes(rule.id) && countsFor(rule, params, occasion) === 'no'
}

/** The groups that a rule names: another group of the same name is another demand. */
function groupsIn({ groups }: Policy, { approvers }: Rule): readonly Group[] {
  if (approvers === undefined) return []
  const { parts, exclude_groups } = approvers
  const named = [...exclude_groups, ...parts.flatMap((part) => part.groups ?? [])]
  const own = groups.filter(({ name }) => named.includes(name))
  return [...own, ...own.flatMap((group) => ('rota' in group ? plainGroups(groups, group) : []))]
}

function demanded(
  { rule, groups, delegates }: Extract<Replayed, { kind: 'held' }>,
  field: (typeof demands)[number],
): unknown {
  return field === 'approvers' ? { ...rule.approvers, groups, delegates } : (rule[field] ?? null)
}

/** How a request would have gone differently; undefined where it would not. */
export function differenceBetween(before: Replayed, now: Replayed): string | undefined {
  const [from, to] = [nameOf(before), nameOf(now)]
  if (from !== to) return `${from} → ${to}`
  if (before.kind !== 'held' || now.kind !== 'held') return undefined
  const fields = demands.filter((field) => jcs(demanded(before, field)) !== jcs(demanded(now, field)))
  return fields.length === 0 ? undefined : `${from}: other ${fields.join(', ')}`
}

const demands = [
  'approvers',
  'self_confirm',
  'break_glass',
  'reauth',
  'acr',
  'amr',
  'reason',
  'reason_like',
  'number',
  'expires',
  'execute_within',
  'severity',
  'seen',
  'position',
] as const

function nameOf(replayed: Replayed): string {
  return replayed.kind === 'held' ? replayed.rule.id : { 'not-held': 'not held', unknown: 'not known' }[replayed.kind]
}
