import { encodeBase64url } from '@countersign/shared/protocol'
import { markedUrl, probeMark } from '../mark.ts'

/** A request that may be sent once. */
export type Passage = {
  readonly url: string
  readonly method: string
  readonly tabId: number
  /** Where a content script that can hear nothing else is told the marked URL in the same moment. */
  readonly probe: string | undefined
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
export async function openHole({ url, method, tabId, probe }: Passage): Promise<Hole> {
  const nonce = encodeBase64url(crypto.getRandomValues(new Uint8Array(16)))
  const marked = markedUrl(url, nonce)
  const id = nextId()
  const answering = probe === undefined ? undefined : answerRule(nextId(), probe, marked, tabId)
  const addRules = [allowRule(id, marked, method, tabId), ...(answering === undefined ? [] : [answering])]
  await chrome.declarativeNetRequest.updateSessionRules({ addRules })
  const removeRuleIds = addRules.map((rule) => rule.id)
  return { url: marked, close: () => chrome.declarativeNetRequest.updateSessionRules({ removeRuleIds }) }
}

/** Tells a content script that asks at a probe that nothing may be sent. */
export async function sayNo(probe: string, tabId: number): Promise<void> {
  const id = nextId()
  await chrome.declarativeNetRequest.updateSessionRules({ addRules: [answerRule(id, probe, 'no', tabId)] })
  // It asks all the time; where it has given up before, nobody uses the rule.
  setTimeout(() => void chrome.declarativeNetRequest.updateSessionRules({ removeRuleIds: [id] }), 5_000)
}

function nextId(): number {
  opened += 1
  return opened
}

/** A worker that was killed in the middle of a release may have left one. */
export async function closeAllHoles(): Promise<void> {
  const rules = await chrome.declarativeNetRequest.getSessionRules()
  await chrome.declarativeNetRequest.updateSessionRules({
    removeRuleIds: rules.map(({ id }) => id),
    addRules: [probesBlocked(nextId())],
  })
}

/** Stands always: what has the probes' mark goes to no server. */
function probesBlocked(id: number): chrome.declarativeNetRequest.Rule {
  const { ResourceType, RuleActionType } = chrome.declarativeNetRequest
  return {
    id,
    priority: 1,
    action: { type: RuleActionType.BLOCK },
    condition: { urlFilter: probeMark, resourceTypes: [ResourceType.XMLHTTPREQUEST] },
  }
}

function answerRule(id: number, probe: string, answer: string, tabId: number): chrome.declarativeNetRequest.Rule {
  const { RequestMethod, ResourceType, RuleActionType } = chrome.declarativeNetRequest
  return {
    id,
    priority,
    action: { type: RuleActionType.REDIRECT, redirect: { url: `data:text/plain,${encodeURIComponent(answer)}` } },
    condition: {
      urlFilter: `|${probe}|`,
      isUrlFilterCaseSensitive: true,
      requestMethods: [RequestMethod.GET],
      tabIds: [tabId],
      resourceTypes: [ResourceType.XMLHTTPREQUEST],
    },
  }
}

function allowRule(id: number, marked: string, method: string, tabId: number): chrome.declarativeNetRequest.Rule {
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
      // −1: a form under a service worker is sent by no tab.
      tabIds: [tabId, -1],
      resourceTypes: [ResourceType.XMLHTTPREQUEST, ResourceType.MAIN_FRAME, ResourceType.SUB_FRAME],
    },
  }
}

/** `|`, `*` and `^` are operators of a URL filter: a URL that has them needs an escaped regular expression. */
function exactly(marked: string) {
  if (!/[*^|]/.test(marked)) return { urlFilter: `|${marked}|` }
  return { regexFilter: `^${marked.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$` }
}
