import type { Policy, Rule } from './schema.ts'

/** A rule that protects a request, and what its URL pattern captured. */
export type Matched = { readonly rule: Rule; readonly params: Readonly<Record<string, string>> }

/**
 * The rule that protects a request, or undefined. The first of several in the policy's order counts.
 *
 * @param method as sent; compared in upper case
 * @param url absolute; its fragment is not looked at, since no server sees it
 */
export function matchRule(policy: Pick<Policy, 'rules'>, method: string, url: string): Matched | undefined {
  const canonical = canonicalUrl(url)
  if (canonical === undefined) return undefined
  const upper = method.toUpperCase()
  for (const rule of policy.rules) {
    if (rule.match.method !== upper) continue
    const found = regexOf(rule.match.regex).exec(canonical)
    if (found !== null) return { rule, params: captured(rule.match.names, found) }
  }
  return undefined
}

/** The URL as a rule sees it: WHATWG-serialised, without fragment and credentials; undefined when it is no URL. */
export function canonicalUrl(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined
  const parsed = new URL(url)
  parsed.hash = ''
  parsed.username = ''
  parsed.password = ''
  return parsed.href
}

/** What happens, in words: the rule's template with what the URL pattern captured. */
export function summarise(rule: Rule, params: Readonly<Record<string, string>>): string {
  return rule.summary.replaceAll(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(params, name) ? (params[name] ?? whole) : whole,
  )
}

function captured(names: readonly string[], found: RegExpExecArray): Record<string, string> {
  return Object.fromEntries(names.flatMap((name, index) => entry(name, found[index + 1])))
}

/** A capture inside a group that was left out is absent, not empty. */
function entry(name: string, raw: string | undefined): [string, string][] {
  return raw === undefined ? [] : [[name, decoded(raw)]]
}

/**
 * Characters that nobody sees, or that turn the reading direction: they could make a summary read as another one. The
 * list is written out, since engines know different versions of Unicode and everybody must come to the same summary.
 */
const unseen =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be shown.
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: ranges of single code points; no sequence is meant.
  /[\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\u{e0000}-\u{e0fff}\u034f]/u

function decoded(raw: string): string {
  try {
    const text = decodeURIComponent(raw)
    return unseen.test(text) ? raw : text
  } catch {
    // Not UTF-8 in percent-encoding: shown as it stands in the URL.
    return raw
  }
}

const compiled = new Map<string, RegExp>()

function regexOf(source: string): RegExp {
  const known = compiled.get(source)
  if (known !== undefined) return known
  const regex = new RegExp(source)
  compiled.set(source, regex)
  return regex
}
