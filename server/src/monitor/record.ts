import type { MonitoredAction } from '@countersign/shared/api'
import { matchAmong, type Policy, summarise } from '@countersign/shared/policy'

/** What a monitored rule matched, in the words of the policy. */
export type MonitoredRecord = MonitoredAction & { readonly console: string; readonly summary: string }

/**
 * What is recorded of what a browser says that it saw: nothing where this policy monitors no such thing. About body
 * and headers the browser is believed.
 */
export function recordOf(policy: Pick<Policy, 'monitored'>, action: MonitoredAction): MonitoredRecord | undefined {
  const { method, url, rules: said } = action
  const named = (policy.monitored ?? []).filter(({ id }) => said.includes(id))
  const hidden = named.flatMap((rule) => rule.match.headers ?? []).map(({ name }) => [name, undefined] as const)
  const matched = matchAmong(named, { method, url, headers: hidden, body: { kind: 'unseen' } }, said)
  if (matched === undefined) return undefined
  const { rule, also, params } = matched
  return { ...action, rules: [rule.id, ...also], console: rule.console, summary: summarise(rule, params) }
}
