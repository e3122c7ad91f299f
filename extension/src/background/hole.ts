import { encodeBase64url } from '@countersign/shared/protocol'
import { markedUrl } from '../mark.ts'

/** A request that may be sent once. */
export type Passage = {
  readonly url: string
  readonly method: string
  readonly tabId: number
  readonly way: 'fetch' | 'form'
}

/** The way through the block for one request, and the means to close it. */
export type Hole = { readonly url: string; readonly close: () => Promise<void> }

/** Above every block rule. */
const priority = 100

/** Every worker begins by closing what an earlier one left open, so its own count never meets a taken id. */
let opened = 0

/**
 * Opens the hole: one session rule that fits this tab, this method and the exact URL with a one-time 128-bit fragment.
 * The fragment never enters the page's world and no server sees it, so nothing else fits through.
 */
export async function openHole({ url, method, tabId, way }: Passage): Promise<Hole> {
  const nonce = encodeBase64url(crypto.getRandomValues(new Uint8Array(16)))
  const marked = markedUrl(url, nonce)
  opened += 1
  const id = opened
  await chrome.declarativeNetRequest.updateSessionRules({ addRules: [allowRule(id, marked, { method, tabId, way })] })
  return { url: marked, close: () => chrome.declarativeNetRequest.updateSessionRules({ removeRuleIds: [id] }) }
}

/** A worker that was killed in the middle of a release may have left one. */
export async function closeAllHoles(): Promise<void> {
  const rules = await chrome.declarativeNetRequest.getSessionRules()
  await chrome.declarativeNetRequest.updateSessionRules({ removeRuleIds: rules.map(({ id }) => id) })
}

type Narrow = Omit<Passage, 'url'>

function allowRule(id: number, marked: string, { method, tabId, way }: Narrow): chrome.declarativeNetRequest.Rule {
  const { RequestMethod, ResourceType, RuleActionType } = chrome.declarativeNetRequest
  return {
    id,
    priority,
    action: { type: RuleActionType.ALLOW },
    condition: {
      ...exactly(marked),
      isUrlFilterCaseSensitive: true,
      // Chromium's names of methods are the lower-case methods. A preflight is judged on its own in some set-ups.
      requestMethods: [method.toLowerCase() as chrome.declarativeNetRequest.RequestMethod, RequestMethod.OPTIONS],
      // Not −1, which is any worker: a service worker would see the marked URL of a form, and could send to it again.
      tabIds: [tabId],
      resourceTypes:
        way === 'fetch' ? [ResourceType.XMLHTTPREQUEST] : [ResourceType.MAIN_FRAME, ResourceType.SUB_FRAME],
    },
  }
}

/** `|`, `*` and `^` are operators of a URL filter: a URL that has them needs an escaped regular expression. */
function exactly(marked: string) {
  if (!/[*^|]/.test(marked)) return { urlFilter: `|${marked}|` }
  return { regexFilter: `^${marked.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$` }
}
