import type { ReasonLike } from './reason.ts'
import type { Deciders, Rule } from './schema.ts'
import { strictestSeen } from './seen.ts'
import { strictestApprovers } from './strictest-approvers.ts'
import { strictestEmergency } from './strictest-emergency.ts'
import { strictestGlass } from './strictest-glass.ts'
import { strictestPosition } from './strictest-position.ts'

/**
 * What several rules that protect one request ask for together: of each demand the strictest. Its name and its words are
 * those of the first.
 */
export function strictest(first: Rule, others: readonly Rule[]): Rule {
  return others.reduce(stricter, first)
}

function stricter(one: Rule, other: Rule): Rule {
  const { acr: _, amr: __, per_load: ___, reason_like: ____, seen: _____, when: ______, ...others } = one
  const { approvers: _1, self_confirm: _2, break_glass: _3, emergency: _4, position: _5, ...common } = others
  return {
    ...common,
    severity: higher(['normal', 'high', 'critical'], one.severity, other.severity),
    reason: higher(['none', 'optional', 'required'], one.reason, other.reason),
    ...strictestLike(one.reason_like, other.reason_like),
    ...strictestDeciders(one, other),
    reauth: strictestReauth(one.reauth, other.reauth),
    ...strictestAcr(one.acr, other.acr),
    ...strictestAmr(one.amr, other.amr),
    number: higher(['off', 'show', 'ask'], one.number, other.number),
    expires: Math.min(one.expires, other.expires),
    execute_within: Math.min(one.execute_within, other.execute_within),
    secret_headers: union(one.secret_headers, other.secret_headers),
    redact: union(one.redact, other.redact),
    ...strictestPerLoad(one.per_load, other.per_load),
    ...(one.compare === undefined && other.compare === undefined ? {} : { compare: true }),
    ...strictestSeen(one.seen, other.seen),
    ...strictestPosition(one.position, other.position),
    ...strictestEmergency(one, other),
  }
}

/** A second person is the stricter demand: where any rule has approvers, these are asked and the requester is not. */
function strictestDeciders(one: Rule, other: Rule): Deciders {
  const glass = strictestGlass(one, other)
  if (one.approvers === undefined) {
    return other.approvers === undefined ? { self_confirm: true } : { approvers: other.approvers, ...glass }
  }
  if (other.approvers === undefined) return { approvers: one.approvers, ...glass }
  return { approvers: strictestApprovers(one.approvers, other.approvers), ...glass }
}

function higher<Value>(order: readonly Value[], one: Value, other: Value): Value {
  return order.indexOf(one) < order.indexOf(other) ? other : one
}

/** `always` counts from the request, an age from the answer: whoever signs in for this one request has just done so. */
function strictestReauth(one: Rule['reauth'], other: Rule['reauth']): Rule['reauth'] {
  if (one === 'always' || other === 'always') return 'always'
  if (one === 'session') return other
  if (other === 'session') return one
  return { max_age: Math.min(one.max_age, other.max_age) }
}

/** One that both take; where there is none nothing is strong enough. */
function strictestAcr(one: Rule['acr'], other: Rule['acr']): Pick<Rule, 'acr'> {
  if (one === undefined || other === undefined) return withAcr(one ?? other)
  return withAcr(one.filter((acr) => other.includes(acr)))
}

function withAcr(acr: Rule['acr']): Pick<Rule, 'acr'> {
  return acr === undefined ? {} : { acr }
}

function strictestAmr(one: Rule['amr'], other: Rule['amr']): Pick<Rule, 'amr'> {
  return one === undefined && other === undefined ? {} : { amr: union(one ?? [], other ?? []) }
}

/** Each has to hold; what both say is said once. */
function strictestLike(one: Rule['reason_like'] = [], other: Rule['reason_like'] = []): Pick<Rule, 'reason_like'> {
  const isSaid = (like: ReasonLike) => one.some((before) => isEqual(before, like))
  const both = [...one, ...other.filter((like) => !isSaid(like))]
  return both.length === 0 ? {} : { reason_like: both }
}

function isEqual(one: ReasonLike, other: ReasonLike): boolean {
  return one.hint === other.hint && JSON.stringify(one.is) === JSON.stringify(other.is)
}

function union(one: readonly string[], other: readonly string[]): string[] {
  return [...new Set([...one, ...other])]
}

/** What may differ is what may by each of them. */
function strictestPerLoad(one: Rule['per_load'], other: Rule['per_load']): Pick<Rule, 'per_load'> {
  if (one === undefined || other === undefined) return {}
  const both = (name: 'headers' | 'fields') => (one[name] ?? []).filter((text) => other[name]?.includes(text))
  return { per_load: { headers: both('headers'), fields: both('fields') } }
}
