import type { ConsoleCoverage, CoverageReport, PathCount } from '@countersign/shared/api'
import { isRelaxed, type Policy, pageRules } from '@countersign/shared/policy'
import { nothing, type Tally } from './tally.ts'

/** What the relay is told: every console of the policy, also where nothing was seen yet. */
export function reportOf(
  policy: Pick<Policy, 'rules'>,
  tally: Tally,
  own: Pick<CoverageReport, 'browser' | 'limits'>,
): CoverageReport {
  const consoles = [...new Set(pageRules(policy).map(({ console }) => console))].slice(0, 100)
  return { ...own, consoles: consoles.map((console) => ofConsole(policy, console, tally[console] ?? {})) }
}

/** The rules of a console that the network does not enforce: what a worker sends there is seen by nobody. */
export function relaxedRules(policy: Pick<Policy, 'rules'>, console: string): string[] {
  const own = pageRules(policy).filter((rule) => rule.console === console && isRelaxed(rule.match))
  return own.map(({ id }) => id).slice(0, 200)
}

function ofConsole(policy: Pick<Policy, 'rules'>, console: string, paths: Tally[string]): ConsoleCoverage {
  const counts = Object.entries(paths ?? {}).map(([path, count]): PathCount => ({ path, ...nothing, ...count }))
  return { console, relaxed_rules: relaxedRules(policy, console), paths: counts }
}
