import { encodeBase64url } from '@countersign/shared/protocol'
import { markedUrl } from '../mark.ts'
import { thisBrowser } from './this-browser.ts'

/** A request that may be sent once; `url` with its mark. */
export type Passage = {
  readonly url: string
  readonly method: string
  readonly tabId: number
  readonly way: 'fetch' | 'form'
}

/** The means to close the way through the block for one request. */
export type Hole = { readonly close: () => Promise<void> }

/** Above every block rule. */
const priority = 100

/** Every worker begins by closing what an earlier one left open, so its own count never meets a taken id. */
let opened = 0

/** The URL with a one-time 128-bit fragment: it never enters the page's world, and no server sees it. */
export function markOnce(url: string): string {
  return markedUrl(url, encodeBase64url(crypto.getRandomValues(new Uint8Array(16))))
}

/**
 * Opens the hole: one session rule that fits this tab, this method and the exact URL with its mark, so that nothing else
 * fits through.
 */
export async function openHole({ url, ...narrow }: Passage): Promise<Hole> {
  opened += 1
  const id = opened
  await chrome.declarativeNetRequest.updateSessionRules({ addRules: [allowRule(id, url, narrow)] })
  return { close: () => chrome.declarativeNetRequest.updateSessionRules({ removeRuleIds: [id] }) }
}

/** A worker that was killed in the middle of a release may have left one. */
export async function closeAllHoles(): Promise<void> {
  const rules = await chrome.declarativeNetRequest.getSessionRules()
  await chrome.declarativeNetRequest.updateSessionRules({ removeRuleIds: rules.map(({ id }) => id) })
}

type Narrow = Omit<Passage, 'url'>

function allowRule(id: number, marked: string, { method, tabId, way }: Narrow): chrome.declarativeNetRequest.Rule {
  const rule = {
    id,
    priority,
    action: { type: 'allow' },
    condition: {
      ...exactly(marked),
      isUrlFilterCaseSensitive: true,
      // Network rules name methods in lower case. A preflight is judged on its own in some set-ups.
      requestMethods: [method.toLowerCase(), 'options'],
      tabIds: tabsOf(tabId),
      resourceTypes: typesOf(way),
    },
  }
  // chrome's types want enums, which Firefox does not have; the values are the same strings.
  return rule as unknown as chrome.declarativeNetRequest.Rule
}

/**
 * −1 is any worker. In Chromium what the content script fetches goes past them, and a form's worker would see the mark
 * and could send to it again. Firefox sends both through the page's worker, and stops a second one (see body-truth).
 */
function tabsOf(tabId: number): number[] {
  return thisBrowser === 'firefox' ? [tabId, -1] : [tabId]
}

function typesOf(way: Passage['way']): string[] {
  const own = way === 'fetch' ? ['xmlhttprequest'] : ['main_frame', 'sub_frame']
  return thisBrowser === 'firefox' ? [...new Set([...own, 'xmlhttprequest'])] : own
}

/** `|`, `*` and `^` are operators of a URL filter: a URL that has them needs an escaped regular expression. */
function exactly(marked: string) {
  if (!/[*^|]/.test(marked)) return { urlFilter: `|${marked}|` }
  return { regexFilter: `^${marked.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$` }
}
