import type { Rule } from '../schema.ts'

/** What happens, in words: the rule's template with what the URL pattern captured. */
export function summarise(rule: Rule, params: Readonly<Record<string, string>>): string {
  return rule.summary.replaceAll(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(params, name) ? (params[name] ?? whole) : whole,
  )
}

/** What the URL pattern captured, by name, for people to read. */
export function paramsOf(names: readonly string[], found: RegExpExecArray): Record<string, string> {
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
