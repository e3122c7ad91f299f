import { networkRules, type Policy } from '@countersign/shared/policy'
import type { Matcher } from '../../page-messages.ts'

/** What the page hooks match with. */
export function matchersOf(policy: Pick<Policy, 'rules'>): Matcher[] {
  return networkRules(policy).flatMap(({ methods, regex }) => methods.map((method) => ({ method, regex })))
}
