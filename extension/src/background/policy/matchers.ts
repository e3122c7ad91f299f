import type { Policy } from '@countersign/shared/policy'
import type { Matcher } from '../../messages.ts'

/** What the page hooks match with. */
export function matchersOf(rules: Policy['rules']): Matcher[] {
  return rules.map(({ match }) => ({ method: match.method, regex: match.regex }))
}
