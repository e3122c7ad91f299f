import type { Policy, Rule } from '../schema.ts'
import { mayBeDisguised } from './disguise.ts'

/**
 * The rules that could protect a request, by its method and by how their expressions begin (a host, most often some of
 * the path too), in the policy's order. Every other rule would say no: this only spares asking it.
 *
 * @param readings from `urlReadings`
 */
export function rulesFor(
  { rules }: Pick<Policy, 'rules'>,
  method: string,
  readings: readonly string[],
): readonly Rule[] {
  const index = indexOf(rules).get(method)
  if (index === undefined) return []
  const found = new Set<Placed>()
  for (const reading of readings) {
    const folded = reading.toLowerCase()
    for (const length of index.lengths) {
      for (const placed of index.byBeginning.get(folded.slice(0, length)) ?? []) found.add(placed)
    }
  }
  return [...found].sort((one, other) => one.place - other.place).map(({ rule }) => rule)
}

type Placed = { readonly rule: Rule; readonly place: number }
type OfMethod = { readonly lengths: Set<number>; readonly byBeginning: Map<string, Placed[]> }

const indexes = new WeakMap<readonly Rule[], ReadonlyMap<string, OfMethod>>()

function indexOf(rules: readonly Rule[]): ReadonlyMap<string, OfMethod> {
  const before = indexes.get(rules)
  if (before !== undefined) return before
  const index = new Map<string, OfMethod>()
  for (const [place, rule] of rules.entries()) {
    const beginning = fixedBeginning(rule.match.regex)
    const methods = mayBeDisguised(rule.match) ? [rule.match.method, 'POST'] : [rule.match.method]
    for (const method of methods) {
      const { lengths, byBeginning } = index.get(method) ?? { lengths: new Set(), byBeginning: new Map() }
      index.set(method, { lengths, byBeginning })
      lengths.add(beginning.length)
      byBeginning.set(beginning, [...(byBeginning.get(beginning) ?? []), { rule, place }])
    }
  }
  indexes.set(rules, index)
  return index
}

/** Enough to tell hosts and paths apart; it bounds how many lengths are looked for. */
const longest = 80

/** A character that stands for itself, once. */
const itself = /(?:\\([.*+?^${}()|[\]\\/])|([^.*+?^${}()|[\]\\]))(?![*+?{])/y

/** What every URL begins with that an expression finds, in lower case: canonical URLs are ASCII, and case does not count. */
function fixedBeginning(regex: string): string {
  if (!regex.startsWith('^')) return ''
  // The one choice that a pattern compiles to. Any other may be one between two beginnings.
  const rest = regex.replaceAll('(?:\\^|%5E)', '').replaceAll(/\\./g, '')
  if (rest.includes('|')) return ''
  let beginning = ''
  itself.lastIndex = 1
  for (let found = itself.exec(regex); found !== null && beginning.length < longest; found = itself.exec(regex)) {
    beginning += found[1] ?? found[2]
  }
  return beginning.toLowerCase()
}
