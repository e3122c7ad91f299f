import type { MonitoredAction } from '@countersign/shared/api'
import {
  explainRule,
  type Matched,
  matchAmong,
  type Outgoing,
  type Policy,
  pageRules,
  type Rule,
} from '@countersign/shared/policy'
import { jcs } from '@countersign/shared/protocol'

/** What a policy would have made of what a monitored rule recorded. */
export type MonitoredReplay =
  | { readonly kind: 'held'; readonly matched: Matched }
  | { readonly kind: 'not-held' }
  /** No content and no header is recorded, and what would hold it goes by them. */
  | { readonly kind: 'unsure' }

/** @param by the policy whose monitored rules recorded it, where it is known */
export function replayMonitored(
  policy: Policy,
  action: Omit<MonitoredAction, 'id'>,
  by: Policy | undefined,
): MonitoredReplay {
  const sights = pageRules(policy).map((rule) => ({ rule, sight: sightOf(rule, action, by) }))
  const holding = sights.flatMap(({ rule, sight }) => (sight === 'yes' ? [rule] : []))
  const ids = holding.map(({ id }) => id)
  const matched = matchAmong(holding, outgoingFor(holding, action), ids)
  if (matched !== undefined) return { kind: 'held', matched }
  return { kind: sights.some(({ sight }) => sight === 'unseen') ? 'unsure' : 'not-held' }
}

type Sight = ReturnType<typeof explainRule>['verdict']

function sightOf(rule: Rule, action: Omit<MonitoredAction, 'id'>, by: Policy | undefined): Sight {
  const { verdict, when } = explained(rule, action)
  if (verdict === 'no') return 'no'
  // Of who did it no more is known than the name.
  if (when.some(({ truth }) => truth === 'unknown')) return 'unseen'
  if (verdict === 'yes') return 'yes'
  const then = by?.monitored?.find(({ id }) => id === rule.id)
  if (then === undefined || contentOf(then) !== contentOf(rule)) return 'unseen'
  return wordOfThen(then, action)
}

/**
 * What the browser, which had all of it, said of the same conditions. Of the first of several rules alone it said whether
 * it was sure.
 */
function wordOfThen(then: Rule, action: Omit<MonitoredAction, 'id'>): Sight {
  const { rules, open } = action
  if (rules[0] === then.id) return open ? 'unseen' : 'yes'
  const hadItsAddress = explained(then, action).address.kind !== 'none'
  const namesAll = rules.length < mostNamed
  return namesAll && hadItsAddress && !rules.includes(then.id) ? 'no' : 'unseen'
}

function explained(rule: Rule, action: Omit<MonitoredAction, 'id'>) {
  return explainRule(rule, outgoingFor([rule], action), { requester: undefined, time: new Date(action.at) })
}

/** How many rules a record names at the most. */
const mostNamed = 20

/** What a rule goes by besides the address. */
function contentOf({ match }: Rule): string {
  const { url: _, regex: __, names: ___, mode: ____, body, ...others } = match
  const { mode: _____, ...asks } = body ?? {}
  return jcs({ ...others, body: asks })
}

function outgoingFor(rules: readonly Rule[], { method, url }: Pick<MonitoredAction, 'method' | 'url'>): Outgoing {
  const hidden = rules.flatMap((rule) => rule.match.headers ?? []).map(({ name }) => [name, undefined] as const)
  const body: Outgoing['body'] = ['GET', 'HEAD'].includes(method) ? { kind: 'none' } : { kind: 'unseen' }
  return { method, url, headers: hidden, body }
}
