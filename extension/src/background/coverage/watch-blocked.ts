import { canonicalUrl } from '@countersign/shared/policy'
import browser, { type WebRequest } from 'webextension-polyfill'
import { isMarked } from '../../mark.ts'
import { openedPage } from '../../opened/opened-url.ts'
import type { BlockedPath } from '../../paths.ts'
import { withoutFragment } from '../../without-fragment.ts'
import { manifestHosts } from '../browser/manifest-hosts.ts'
import { showsAddress } from '../browser/shows-address.ts'
import { thisBrowser } from '../browser/this-browser.ts'
import { readStanding } from '../policy/policy.ts'
import { blockedPath } from './blocked-path.ts'
import { tabOf } from './blocked-tab.ts'
import { concernedBy } from './concerned.ts'
import { note } from './coverage.ts'
import { tellBlocked } from './tell-blocked.ts'

type Details = WebRequest.OnErrorOccurredDetailsType & {
  readonly documentLifecycle?: string
  readonly initiator?: string
}

/** What is said of a request that network rules blocked; a page that stops its own hears something else. */
const blockedError = thisBrowser === 'firefox' ? 'NS_ERROR_ABORT' : 'net::ERR_BLOCKED_BY_CLIENT'

/**
 * Sees what the network rules blocked: what a rule protects and the hook could not hold. The person hears of it where
 * the page is, and nobody is asked, since it could not be released. Only errors on protected hosts are listened to.
 */
export function watchBlocked(): void {
  const pages = chrome.runtime.getManifest().content_scripts?.[0]?.matches ?? manifestHosts()
  const sockets = manifestHosts().filter((pattern) => pattern.startsWith('ws'))
  browser.webRequest.onErrorOccurred.addListener((details) => void see(details), { urls: [...pages, ...sockets] })
}

async function see(details: Details): Promise<void> {
  const { url, method, error, frameId } = details
  // Our own: a hole that is closed, or a content script that asks.
  if (error !== blockedError || isMarked(url)) return
  const standing = await readStanding()
  const concerned = standing.kind === 'policy' ? concernedBy(standing.inForce.policy, { method, url }) : undefined
  if (concerned === undefined) return
  const tabId = await tabOf(details)
  const path = await pathOf(details)
  note(concerned.rule.console, path, 'blocked')
  if (tabId === undefined) return
  if (path === 'navigation' && (await isOpened(details))) await offer(tabId, url)
  else await tellBlocked({ tabId, frameId: details.tabId < 0 ? 0 : frameId }, path, concerned)
}

/** A whole tab that was led to an address. Firefox shows no error page for it, and makes no pages ahead. */
async function isOpened({ type, method, tabId, url }: Details): Promise<boolean> {
  const isIt = (shown: string) => withoutFragment(shown) === withoutFragment(url)
  return type === 'main_frame' && method === 'GET' && (thisBrowser === 'firefox' || (await showsAddress(tabId, isIt)))
}

/** There the person is told, and may ask. */
async function offer(tabId: number, url: string): Promise<void> {
  await browser.tabs
    .update(tabId, { url: browser.runtime.getURL(openedPage(canonicalUrl(url) ?? url)) })
    .catch(() => {})
}

async function pathOf({ type, method, tabId, frameId, documentLifecycle }: Details): Promise<BlockedPath> {
  const isHooked = type === 'xmlhttprequest' && tabId >= 0 && (await hasHook(tabId, frameId))
  return blockedPath({ type, method, tabId, isHooked, isAhead: documentLifecycle === 'prerender' })
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
