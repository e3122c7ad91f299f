import type { Policy } from '@countersign/shared/policy'
import browser from 'webextension-polyfill'
import { putScripts } from '../browser/scripts.ts'
import { thisBrowser } from '../browser/this-browser.ts'
import { type BlockRule, blockRules } from './block-rules.ts'
import { matchersOf } from './matchers.ts'

/** The manifest's name of the rules that came with the build. */
const shippedRuleset = 'policy'

/**
 * Puts a policy in force: block rules that need no background and survive restarts, and the matchers of the page
 * hooks. The rules are exchanged in one call, so there is no moment without any; those of the build go only after
 * that, where the policy no longer protects what they block.
 *
 * @throws {Error} where the browser refuses a rule; the rules in force stay
 */
export async function putInForce(policy: Pick<Policy, 'rules'>): Promise<void> {
  const after = blockRules(policy, thisBrowser)
  const before = await chrome.declarativeNetRequest.getDynamicRules()
  // chrome's types want mutable arrays and enums; the values are the same strings.
  const addRules = after as unknown as chrome.declarativeNetRequest.Rule[]
  await chrome.declarativeNetRequest.updateDynamicRules({ removeRuleIds: before.map(({ id }) => id), addRules })
  await browser.storage.local.set({ matchers: matchersOf(policy) })
  await putScripts(policy)
  const covered = new Set(after.map(conditionOf))
  await enableShipped((await readShipped()).every((rule) => covered.has(conditionOf(rule))))
}

/** Whatever happens to be in force, what the build protects is blocked. */
export function protectAll(): Promise<void> {
  return enableShipped(true)
}

/** An extension's update enables them again, which is the safe side. */
async function enableShipped(enable: boolean): Promise<void> {
  if (shippedPath() === undefined) return
  const change = enable ? { enableRulesetIds: [shippedRuleset] } : { disableRulesetIds: [shippedRuleset] }
  await chrome.declarativeNetRequest.updateEnabledRulesets(change)
}

let reading: Promise<readonly BlockRule[]> | undefined

function readShipped(): Promise<readonly BlockRule[]> {
  reading ??= loadShipped()
  return reading
}

async function loadShipped(): Promise<readonly BlockRule[]> {
  const path = shippedPath()
  if (path === undefined) return []
  const response = await fetch(browser.runtime.getURL(path))
  return response.json()
}

/** A build for everybody brings none. */
function shippedPath(): string | undefined {
  const resources = chrome.runtime.getManifest().declarative_net_request?.rule_resources ?? []
  return resources.find(({ id }) => id === shippedRuleset)?.path
}

function conditionOf({ condition }: BlockRule): string {
  return JSON.stringify(condition)
}
