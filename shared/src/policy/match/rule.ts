import type { Policy, Rule } from '../schema.ts'
import { bodySight } from './body.ts'
import { disguiseSight, mayBeDisguised } from './disguise.ts'
import { all, type Outgoing, type Sight } from './outgoing.ts'
import { paramsOf } from './params.ts'
import { rulesFor } from './rules-for.ts'
import { canonicalUrl, urlReadings } from './url.ts'

/** A rule that protects a request, and what its URL pattern captured. */
export type Matched = { readonly rule: Rule; readonly params: Readonly<Record<string, string>> }

/**
 * The rule that protects a request, or undefined. The first of several in the policy's order counts.
 *
 * @param said the rule that the holder named, for who judges without all that the holder had: where it is unseen whether
 *   a rule protects the request, it does if it is that one
 */
export function matchRule(policy: Pick<Policy, 'rules'>, outgoing: Outgoing, said?: string): Matched | undefined {
  const read = readingsOf(outgoing)
  return read === undefined ? undefined : firstOf(rulesFor(policy, read.sent.method, read.readings), read, said)
}

/** The same, asking each of some rules. */
export function matchAmong(rules: readonly Rule[], outgoing: Outgoing, said?: string): Matched | undefined {
  const read = readingsOf(outgoing)
  return read === undefined ? undefined : firstOf(rules, read, said)
}

type Read = { readonly sent: Outgoing; readonly readings: readonly string[] }

function readingsOf(outgoing: Outgoing): Read | undefined {
  const url = canonicalUrl(outgoing.url)
  if (url === undefined) return undefined
  return { sent: { ...outgoing, url, method: outgoing.method.toUpperCase() }, readings: urlReadings(url) }
}

function firstOf(rules: readonly Rule[], { sent, readings }: Read, said: string | undefined): Matched | undefined {
  for (const rule of rules) {
    const disguised = methodSight(rule, sent)
    if (disguised === 'no') continue
    const found = addressMatch(rule.match.regex, readings)
    if (found === null) continue
    const { body } = rule.match
    const sight = all([
      disguised === 'asked' ? disguiseSight(rule.match.method, sent) : 'yes',
      body === undefined ? 'yes' : bodySight(body, sent),
    ])
    if (sight === 'yes' || (sight === 'unseen' && rule.id === said)) {
      return { rule, params: paramsOf(rule.match.names, found) }
    }
  }
  return undefined
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
