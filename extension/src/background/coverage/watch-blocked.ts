import { canonicalUrl, matchAddress, matchRule, type Rule } from '@countersign/shared/policy'
import browser, { type WebRequest } from 'webextension-polyfill'
import { isMarked } from '../../mark.ts'
import type { ToContent } from '../../messages.ts'
import { openedPage } from '../../opened/opened-url.ts'
import type { BlockedPath } from '../../paths.ts'
import { manifestHosts } from '../manifest-hosts.ts'
import { readStanding } from '../policy/policy.ts'
import { blockedPath } from './blocked-path.ts'
import { note } from './coverage.ts'

type Details = WebRequest.OnErrorOccurredDetailsType & {
  readonly documentLifecycle?: string
  readonly initiator?: string
}

/** One card for each tab, way and rule, and not again for a while: a page may try without end. */
const told = new Map<string, number>()
const quiet = 30_000

/**
 * Sees what the network rules blocked: what a rule protects and the hook could not hold. The person hears of it where
 * the page is, and nobody is asked, since it could not be released. Only errors on protected hosts are listened to.
 */
export function watchBlocked(): void {
  const urls = chrome.runtime.getManifest().content_scripts?.[0]?.matches ?? manifestHosts()
  browser.webRequest.onErrorOccurred.addListener((details) => void see(details), { urls })
}

async function see(details: Details): Promise<void> {
  const { url, method, error } = details
  // Our own: a hole that is closed, or a content script that asks.
  if (error !== 'net::ERR_BLOCKED_BY_CLIENT' || isMarked(url)) return
  const standing = await readStanding()
  if (standing.kind === 'nothing') return
  const { policy } = standing.inForce
  const address = matchAddress(policy, method, url)
  // Another extension may block what it likes.
  if (address === undefined) return
  const path = await pathOf(details)
  note(address.console, path, 'blocked')
  const matched = matchRule(policy, { method, url, headers: [], body: { kind: 'unseen' } })
  const tabId = await tabOf(details)
  // What it would have done nobody can say where the rule looks into the content.
  if (matched === undefined || tabId === undefined) return
  const { rule, params } = matched
  if (path === 'navigation' && isOpened(details)) return offer(tabId, url)
  if (isToldLately(`${tabId} ${path} ${rule.id}`)) return
  await tell(tabId, path, rule, params)
}

/** A whole tab that was led to an address: its page is the browser's error page by now. */
function isOpened({ type, method }: Details): boolean {
  return type === 'main_frame' && method === 'GET'
}

/** There the person is told, and may ask. */
async function offer(tabId: number, url: string): Promise<void> {
  await browser.tabs
    .update(tabId, { url: browser.runtime.getURL(openedPage(canonicalUrl(url) ?? url)) })
    .catch(() => {})
}

async function pathOf({ type, tabId, frameId, documentLifecycle }: Details): Promise<BlockedPath> {
  const isHooked = type === 'xmlhttprequest' && tabId >= 0 && (await hasHook(tabId, frameId))
  return blockedPath({ type, tabId, isHooked, isAhead: documentLifecycle === 'prerender' })
}

async function hasHook(tabId: number, frameId: number): Promise<boolean> {
  const frame = `${tabId} ${frameId}`
  if (asked?.frame !== frame || asked.at < Date.now() - 1_000) {
    const answer = browser.tabs.sendMessage(tabId, 'here?', { frameId }).catch(() => false)
    asked = { frame, at: Date.now(), answer }
  }
  return (await asked.answer) === true
}

/** A flood comes from one frame, which is asked once. */
let asked: { readonly frame: string; readonly at: number; readonly answer: Promise<unknown> } | undefined

/** Its tab; for what no tab sends, one that shows the site, best the one that is looked at. */
async function tabOf({ tabId, initiator }: Details): Promise<number | undefined> {
  if (tabId >= 0) return tabId
  if (initiator === undefined || !initiator.startsWith('http')) return undefined
  const tabs = await browser.tabs.query({ url: `${initiator}/*` })
  return (tabs.find(({ active }) => active) ?? tabs[0])?.id
}

function isToldLately(key: string): boolean {
  const now = Date.now()
  for (const [name, at] of told) if (at < now - quiet) told.delete(name)
  if (told.has(key)) return true
  told.set(key, now)
  return false
}

/** A tab whose page is not a protected one has nobody to tell it. */
async function tell(tabId: number, path: BlockedPath, rule: Rule, params: Readonly<Record<string, string>>) {
  const held = { template: rule.summary, params, console: rule.console }
  const message: ToContent = {
    kind: 'show',
    key: `${path} ${rule.id}`,
    view: { state: 'not-held', held, path },
    drawn: 'here',
  }
  await browser.tabs.sendMessage(tabId, message, { frameId: 0 }).catch(() => {})
}
