import { together } from '../rule-of.ts'
import type { Policy, Rule } from '../schema.ts'
import { bodySight } from './body.ts'
import { disguiseSight, mayBeDisguised } from './disguise.ts'
import { headersSight } from './headers.ts'
import { all, type Outgoing, type Sight } from './outgoing.ts'
import { paramsOf } from './params.ts'
import { rulesFor } from './rules-for.ts'
import { sizeSight } from './size.ts'
import { canonicalUrl, urlReadings } from './url.ts'

/**
 * What protects a request, and what the URL patterns captured. Of several rules the first in the policy's order gives
 * its name and its words, and of each demand the strictest counts.
 */
export type Matched = {
  readonly rule: Rule
  /** The names of the others. */
  readonly also: readonly string[]
  /** A name that several have is the first's. */
  readonly params: Readonly<Record<string, string>>
}

/** Whether a rule does not count for a request that it matches, and with which captures. */
export type LeavesOut = (rule: Rule, params: Matched['params']) => boolean

/**
 * What protects a request, or undefined.
 *
 * @param said the rules that the holder named, for who judges without all that the holder had: where it is unseen whether
 *   a rule protects the request, it does if it is one of those
 * @param leavesOut asked of each rule that matches and has a `when`; without it all of them count
 */
export function matchRule(
  policy: Pick<Policy, 'rules'>,
  outgoing: Outgoing,
  said: readonly string[] = [],
  leavesOut: LeavesOut = leavesNone,
): Matched | undefined {
  const read = readingsOf(outgoing)
  if (read === undefined) return undefined
  return allOf(rulesFor(policy, read.sent.method, read.readings), read, said, leavesOut)
}

const leavesNone: LeavesOut = () => false

/** The same, asking each of some rules. */
export function matchAmong(
  rules: readonly Rule[],
  outgoing: Outgoing,
  said: readonly string[] = [],
): Matched | undefined {
  const read = readingsOf(outgoing)
  return read === undefined ? undefined : allOf(rules, read, said, leavesNone)
}

type Read = { readonly sent: Outgoing; readonly readings: readonly string[] }

function readingsOf(outgoing: Outgoing): Read | undefined {
  const url = canonicalUrl(outgoing.url)
  if (url === undefined) return undefined
  return { sent: { ...outgoing, url, method: outgoing.method.toUpperCase() }, readings: urlReadings(url) }
}

function allOf(rules: readonly Rule[], read: Read, said: readonly string[], leavesOut: LeavesOut): Matched | undefined {
  const [first, ...others] = rules
    .flatMap((rule) => matchOne(rule, read, said))
    .filter(({ rule, params }) => rule.when === undefined || !leavesOut(rule, params))
  if (first === undefined) return undefined
  if (others.length === 0) return { ...first, also: [] }
  const rest = others.map(({ rule }) => rule)
  const lastFirst = [...others.reverse(), first].flatMap(({ params }) => Object.entries(params))
  return {
    rule: together(first.rule, rest),
    also: rest.map(({ id }) => id),
    params: Object.fromEntries(lastFirst),
  }
}

function matchOne(
  rule: Rule,
  { sent, readings }: Read,
  said: readonly string[],
): readonly Pick<Matched, 'rule' | 'params'>[] {
  const disguised = methodSight(rule, sent)
  if (disguised === 'no') return []
  const found = addressMatch(rule.match.regex, readings)
  if (found === null) return []
  const { headers, size, body } = rule.match
  const sight = all([
    disguised === 'asked' ? disguiseSight(rule.match.method, sent) : 'yes',
    headers === undefined ? 'yes' : headersSight(headers, sent),
    size === undefined ? 'yes' : sizeSight(size, sent.body),
    body === undefined ? 'yes' : bodySight(body, sent),
  ])
  const isIt = sight === 'yes' || (sight === 'unseen' && said.includes(rule.id))
  return isIt ? [{ rule, params: paramsOf(rule.match.names, found) }] : []
}

/** The rule that an address belongs to, whatever is sent there; for who counts, and judges nothing by it. */
export function matchAddress(policy: Pick<Policy, 'rules'>, method: string, address: string): Rule | undefined {
  const read = readingsOf({ method, url: address, headers: [], body: { kind: 'unseen' } })
  if (read === undefined) return undefined
  const { sent, readings } = read
  return rulesFor(policy, sent.method, readings).find(
    (rule) => methodSight(rule, sent) !== 'no' && addressMatch(rule.match.regex, readings) !== null,
  )
}

/** By its method alone: a POST has to be looked into. */
function methodSight({ match }: Rule, { method }: Outgoing): Sight | 'asked' {
  if (match.method === method) return 'yes'
  return method === 'POST' && mayBeDisguised(match) ? 'asked' : 'no'
}

/** What an expression finds in the first of the readings in which it finds anything. */
export function addressMatch(regex: string, readings: readonly string[]): RegExpExecArray | null {
  for (const reading of readings) {
    const found = regexOf(regex).exec(reading)
    if (found !== null) return found
  }
  return null
}

const compiled = new Map<string, RegExp>()

function regexOf(source: string): RegExp {
  const known = compiled.get(source)
  if (known !== undefined) return known
  // Some servers do not look at the case of a path, and the browser's network rules do not either.
  const regex = new RegExp(source, 'i')
  compiled.set(source, regex)
  return regex
}
