import { type Policy, pageRules } from '@countersign/shared/policy'
import browser from 'webextension-polyfill'
import { blockRules } from './block-rules.ts'
import { matchersOf } from './matchers.ts'

/**
 * Puts a policy in force: block rules that need no background and survive restarts, and the matchers of the page
 * hooks. The rules are exchanged in one call, so there is no moment without any.
 *
 * @throws {Error} where the browser refuses a rule; the rules in force stay
 */
export async function putInForce(policy: Pick<Policy, 'rules'>): Promise<void> {
  const rules = pageRules(policy)
  const before = await chrome.declarativeNetRequest.getDynamicRules()
  // chrome's types want mutable arrays and enums; the values are the same strings.
  const addRules = blockRules(rules) as unknown as chrome.declarativeNetRequest.Rule[]
  await chrome.declarativeNetRequest.updateDynamicRules({ removeRuleIds: before.map(({ id }) => id), addRules })
  await browser.storage.local.set({ matchers: matchersOf(rules) })
}
