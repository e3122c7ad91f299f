import { type Policy, pageRules } from '@countersign/shared/policy'
import browser from 'webextension-polyfill'
import { matchPatterns, withoutPorts } from '../../match-patterns.ts'
import { thisBrowser } from './this-browser.ts'

/** The match patterns of the pages that a policy protects. */
export function pagesOf(policy: Pick<Policy, 'rules'>): readonly string[] {
  return pagesUnder(pageRules(policy))
}

/** Those of the pages whose requests are recorded and not held. */
export function monitoredPages({ monitored = [] }: Pick<Policy, 'monitored'>): readonly string[] {
  return pagesUnder(monitored)
}

function pagesUnder(rules: Policy['rules']): readonly string[] {
  const patterns = matchPatterns(rules.map(({ match }) => match.url))
  return thisBrowser === 'firefox' ? withoutPorts(patterns) : patterns
}

/** Those of them that the browser lets this extension see. */
export async function accessible(patterns: readonly string[]): Promise<readonly string[]> {
  const has = await Promise.all(patterns.map((pattern) => browser.permissions.contains({ origins: [pattern] })))
  return patterns.filter((_, index) => has[index])
}
