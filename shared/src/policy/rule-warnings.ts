import { compilePolicy } from './compile.ts'
import { coversUrl } from './covers-url.ts'
import { delegateWarnings } from './delegate-warnings.ts'
import type { PolicyFault } from './fault.ts'
import { fold } from './match/pattern.ts'
import type { BodySource, MatchSource, PatternSource } from './match-source.ts'
import { networkCost, networkRoom } from './network-cost.ts'
import { networkRules } from './network-rules.ts'
import { positionWarnings } from './position-warnings.ts'
import type { PolicySource } from './source.ts'

type RuleSource = PolicySource['rules'][number]

/**
 * What is allowed and hardly meant: rules whose words nobody ever sees, and more than browsers take. Nothing is said that is not
 * sure.
 *
 * @param source one that compiles
 */
export function ruleWarnings(source: PolicySource): readonly PolicyFault[] {
  return [
    ...source.rules.flatMap((rule, index) => warningsOf(source.rules, rule, index)),
    ...delegateWarnings(source),
    ...unusedKeyWarnings(source),
    ...countWarnings(source),
  ]
}

function warningsOf(rules: PolicySource['rules'], rule: RuleSource, index: number): PolicyFault[] {
  const path = ['rules', index]
  const before = rules
    .slice(0, index)
    .find(
      (earlier) =>
        earlier.monitor === rule.monitor && isAlwaysThere(earlier, rule) && takesAllOf(earlier.match, rule.match),
    )
  return [
    ...(before === undefined
      ? []
      : [
          {
            path: [...path, 'id'],
            message: `"${rule.id}" is never shown: "${before.id}" before it takes all that it would, and what is asked for is the strictest of both`,
          },
        ]),
    ...blockedWarnings(rule.match, [...path, 'match']),
    ...(networkCost(rule.match.url) <= networkRoom
      ? []
      : [
          {
            path: [...path, 'match', 'url'],
            message:
              'is probably more than a browser takes (2 kB of compiled expression). What counts is behind the first name, star or group; make that shorter',
          },
        ]),
    ...weakConfirmWarnings(rule, path),
    ...positionWarnings(rule, [...path, 'position']),
  ]
}

/** What is opened, or shown in a page, has no headers that a page set. */
function blockedWarnings({ method, headers, mode, body }: MatchSource, path: PolicyFault['path']): PolicyFault[] {
  if (method !== 'GET' || headers === undefined || body !== undefined || mode === 'relaxed') return []
  const message =
    'goes by headers, and is strict: images, frames and workers of its address stay blocked. With mode: relaxed only what page scripts ask for is looked into'
  return [{ path: [...path, 'headers'], message }]
}

/** Who sits at an open browser has its session at the provider, too: that is whom a confirm is there to stop. */
function weakConfirmWarnings({ self_confirm, reauth, acr, amr }: RuleSource, path: PolicyFault['path']): PolicyFault[] {
  if (self_confirm === undefined || reauth !== 'session' || acr !== undefined || amr !== undefined) return []
  const message =
    'asks for no new sign-in, so whoever sits at the browser that asks can confirm it: write reauth: always, or ask for an acr'
  return [{ path: [...path, 'reauth'], message }]
}

/** A key that opens nothing is found out on the day on which it is fetched from its safe. */
function unusedKeyWarnings({ emergency_keys: keys = [], rules }: PolicySource): PolicyFault[] {
  return keys.flatMap(({ id }, index) =>
    rules.some(({ emergency }) => emergency?.keys.includes(id) === true)
      ? []
      : [{ path: ['emergency_keys', index, 'id'], message: `"${id}" is for no rule (emergency)` }],
  )
}

/** Chromium's and Firefox's limit on rules with a regular expression, which all of ours are. */
const mostExpressions = 1_000

function countWarnings(source: PolicySource): PolicyFault[] {
  const compiled = compilePolicy(source)
  if (!compiled.ok) return []
  const blocking = networkRules(compiled.policy).filter(({ blocks }) => blocks)
  // What blocks a GET blocks sockets too, by a rule of its own.
  const count = blocking.length + blocking.filter(({ methods }) => methods.includes('GET')).length
  if (count <= mostExpressions) return []
  const message = `need ${count.toLocaleString('en')} network rules, and a browser takes ${mostExpressions.toLocaleString('en')}: put addresses of one host together with names, or in relaxed mode`
  return [{ path: ['rules'], message }]
}

/** Whether it counts wherever the other does. */
function isAlwaysThere(earlier: RuleSource, later: RuleSource): boolean {
  return earlier.when === undefined || earlier.when === later.when
}

function takesAllOf(earlier: MatchSource, later: MatchSource): boolean {
  return (
    earlier.method === later.method &&
    (earlier.no_method_override !== true || later.no_method_override === true) &&
    coversUrl(earlier.url, later.url) &&
    areAsked(earlier.headers, later.headers) &&
    (earlier.size === undefined || earlier.size.at_least <= (later.size?.at_least ?? 0)) &&
    (earlier.body === undefined || (later.body !== undefined && asksNoMore(earlier.body, later.body)))
  )
}

/** Whether each thing that the one asks for is asked for by the other as well. Case does not count in names either. */
function asksNoMore(one: BodySource, other: BodySource): boolean {
  const { graphql } = one
  return (
    areAsked(one.json, other.json) &&
    areAsked(one.form, other.form) &&
    (graphql === undefined ||
      (graphql.operation === other.graphql?.operation && isAsked(graphql.field, other.graphql.field)))
  )
}

function areAsked(wanted: BodySource['json'] = {}, by: BodySource['json'] = {}): boolean {
  return Object.entries(wanted).every(([name, is]) =>
    Object.entries(by).some(([other, texts]) => fold(other) === fold(name) && isAsked(is, texts)),
  )
}

function isAsked(wanted: PatternSource, by: PatternSource): boolean {
  const allowed = patternsIn(wanted)
  return allowed.includes('*') || patternsIn(by).every((pattern) => allowed.includes(pattern))
}

function patternsIn(source: PatternSource): readonly string[] {
  return (Array.isArray(source) ? source : [source]).map((pattern) => fold(String(pattern)))
}
