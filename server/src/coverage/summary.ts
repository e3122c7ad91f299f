import { browserLimits, type PathCount, pathNames } from '@countersign/shared/api'
import { dayOf } from '../utc.ts'
import type { Covered } from './store.ts'

/** One console over all browsers: the counts of each way added up, and in how many browsers each limit holds. */
export type ConsoleSummary = {
  readonly console: string
  readonly browsers: number
  readonly relaxed_rules: readonly string[]
  readonly paths: readonly PathCount[]
  readonly limits: readonly { readonly limit: string; readonly browsers: number }[]
  /** When the last of them reported, and the first: a browser that is silent for long may not be protected. */
  readonly last: number
  readonly oldest: number
}

export function summarise(covered: readonly Covered[]): readonly ConsoleSummary[] {
  const consoles = [...new Set(covered.map(({ seen }) => seen.console))].sort()
  return consoles.map((console) =>
    ofConsole(
      console,
      covered.filter(({ seen }) => seen.console === console),
    ),
  )
}

function ofConsole(console: string, covered: readonly Covered[]): ConsoleSummary {
  const limits = covered.flatMap((each) => each.limits)
  const times = covered.map(({ at }) => at)
  return {
    console,
    browsers: covered.length,
    relaxed_rules: [...new Set(covered.flatMap(({ seen }) => seen.relaxed_rules))].sort(),
    paths: covered.flatMap(({ seen }) => seen.paths).reduce(withPath, []),
    limits: [...new Set(limits)]
      .sort()
      .map((limit) => ({ limit, browsers: limits.filter((one) => one === limit).length })),
    last: Math.max(...times),
    oldest: Math.min(...times),
  }
}

function withPath(sums: readonly PathCount[], next: PathCount): readonly PathCount[] {
  const before = sums.find(({ path }) => path === next.path)
  if (before === undefined) return [...sums, next]
  const sum: PathCount = {
    path: next.path,
    held: before.held + next.held,
    released: before.released + next.released,
    blocked: before.blocked + next.blocked,
    passed: before.passed + next.passed,
    relaxed: before.relaxed + next.relaxed,
    last: Math.max(before.last, next.last),
  }
  return sums.map((one) => (one === before ? sum : one))
}

const columns = ['held', 'released', 'blocked', 'passed', 'relaxed'] as const

/** The same for people, line by line. */
export function linesOf(summaries: readonly ConsoleSummary[]): readonly string[] {
  if (summaries.length === 0) return ['No browser has reported yet.']
  return summaries.flatMap((summary, index) => [...(index === 0 ? [] : ['']), ...linesOfConsole(summary)])
}

function linesOfConsole({ console, browsers, relaxed_rules, paths, limits, last, oldest }: ConsoleSummary): string[] {
  const width = Math.max(0, ...paths.map(({ path }) => nameOf(path).length))
  const head = ['', ...columns, 'last seen']
  const rows = paths.map((path) => [nameOf(path.path), ...columns.map((name) => `${path[name]}`), dayOf(path.last)])
  return [
    `${console}: ${countOf(browsers)}, reports from ${dayOf(oldest)} to ${dayOf(last)}`,
    ...(rows.length === 0 ? ['  nothing seen yet'] : [head, ...rows].map((cells) => `  ${rowOf(cells, width)}`)),
    ...(relaxed_rules.length === 0 ? [] : [`  relaxed, so workers are not blocked there: ${relaxed_rules.join(', ')}`]),
    ...limits.map(({ limit, browsers: some }) => `  in ${countOf(some)}: ${wordsOf(limit)}`),
  ]
}

function rowOf([name = '', ...cells]: readonly string[], width: number): string {
  return [name.padEnd(width), ...cells.map((cell) => cell.padStart(10))].join(' ')
}

function countOf(browsers: number): string {
  return browsers === 1 ? '1 browser' : `${browsers} browsers`
}

/** A newer extension may know more ways and limits than this program. */
function nameOf(path: string): string {
  return Object.hasOwn(pathNames, path) ? pathNames[path as keyof typeof pathNames] : path
}

function wordsOf(limit: string): string {
  return Object.hasOwn(browserLimits, limit) ? browserLimits[limit as keyof typeof browserLimits] : limit
}
