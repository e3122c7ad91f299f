import { minuteOf } from '../utc.ts'
import type { KeptMonitored } from './store.ts'

/** What one monitored rule matched. */
export type RuleSummary = {
  readonly rule: string
  readonly console: string
  readonly count: number
  /** Of those, where the browser did not show all that the rule asks for. */
  readonly open: number
  /** Who did it, by name, and how often; who did it most first. */
  readonly people: readonly { readonly name: string; readonly count: number }[]
  readonly last: number
  readonly example: string
}

/** @param seen newest first */
export function summarise(seen: readonly KeptMonitored[]): readonly RuleSummary[] {
  const rules = [...new Set(seen.flatMap((one) => one.rules))]
  const all = rules.map((rule) =>
    ofRule(
      rule,
      seen.filter((one) => one.rules.includes(rule)),
    ),
  )
  return all.sort(mostFirst)
}

function mostFirst(one: { readonly count: number }, other: { readonly count: number }): number {
  return other.count - one.count
}

function ofRule(rule: string, all: readonly KeptMonitored[]): RuleSummary {
  const [newest] = all
  return {
    rule,
    console: newest?.console ?? '',
    count: all.length,
    open: all.filter(({ open }) => open).length,
    people: [...new Set(all.map(({ name }) => name))]
      .map((name) => ({ name, count: all.filter((one) => one.name === name).length }))
      .sort(mostFirst),
    last: newest?.at ?? 0,
    example: newest?.summary ?? '',
  }
}

/** The same for people, line by line. */
export function linesOf(summaries: readonly RuleSummary[], days: number): readonly string[] {
  if (summaries.length === 0) return [`No monitored rule matched anything in ${spanOf(days)}.`]
  const all = summaries.map((summary) => [...linesOfRule(summary, days), ''])
  return all.flat().slice(0, -1)
}

function linesOfRule({ rule, console, count, open, people, last, example }: RuleSummary, days: number): string[] {
  const shown = people.slice(0, 5).map((one) => `${one.name} ${one.count}`)
  const more = people.length > shown.length ? `, and ${people.length - shown.length} more` : ''
  return [
    `${rule} (${console}): would have asked ${timesOf(count)} in ${spanOf(days)}, ${(count / days).toFixed(1)} a day`,
    `  last ${minuteOf(last)} UTC: ${example}`,
    `  by ${shown.join(', ')}${more}`,
    ...(open === 0 ? [] : [`  ${timesOf(open)} the browser showed too little to be sure`]),
  ]
}

function timesOf(count: number): string {
  return count === 1 ? 'once' : `${count.toLocaleString('en')} times`
}

function spanOf(days: number): string {
  return days === 1 ? 'one day' : `${days} days`
}
