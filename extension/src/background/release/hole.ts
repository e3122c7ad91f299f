import { makeUnguessable } from '@countersign/shared/protocol'
import { answerFile, markedUrl, probeMark } from '../../mark.ts'
import { leavesPage, type SentCapture } from '../../messages.ts'
import { thisBrowser } from '../browser/this-browser.ts'

/** A request that may be sent once; `url` with its mark. */
export type Passage = {
  readonly url: string
  readonly method: string
  /** Those by which it may go out. */
  readonly tabs: readonly number[]
  readonly way: SentCapture['way']
  /** Where a content script that can hear nothing else is told the marked URL in the same moment. */
  readonly probe: string | undefined
}

/** The means to close the way through the block for one request. */
export type Hole = { readonly close: () => Promise<void> }

/** Above every block rule. */
const priority = 100

/** Every worker begins by closing what an earlier one left open, so its own count never meets a taken id. */
let opened = 0

/** The URL with a one-time 128-bit fragment: it never enters the page's world, and no server sees it. */
export function markOnce(url: string): string {
  return markedUrl(url, makeUnguessable())
}

/**
 * Opens the hole: one session rule that fits this tab, this method and the exact URL with its mark, so that nothing else
 * fits through.
 */
export async function openHole({ url, probe, ...narrow }: Passage): Promise<Hole> {
  const answering = probe === undefined ? [] : [answerRule(nextId(), probe, url, narrow.tabs)]
  const addRules = [allowRule(nextId(), url, narrow), ...answering]
  await chrome.declarativeNetRequest.updateSessionRules({ addRules })
  const removeRuleIds = addRules.map((rule) => rule.id)
  return { close: () => chrome.declarativeNetRequest.updateSessionRules({ removeRuleIds }) }
}

/** Tells a content script that asks at a probe that nothing may be sent. */
export async function sayNo(probe: string, tabs: readonly number[]): Promise<void> {
  const id = nextId()
  await chrome.declarativeNetRequest.updateSessionRules({ addRules: [answerRule(id, probe, 'no', tabs)] })
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
  return asRule({
    id,
    priority: 1,
    action: { type: 'block' },
    condition: { urlFilter: probeMark, resourceTypes: ['xmlhttprequest'] },
  })
}

function answerRule(
  id: number,
  probe: string,
  answer: string,
  tabs: readonly number[],
): chrome.declarativeNetRequest.Rule {
  return asRule({
    id,
    priority,
    action: { type: 'redirect', redirect: leadingTo(encodeURIComponent(answer)) },
    condition: {
      urlFilter: `|${probe}|`,
      isUrlFilterCaseSensitive: true,
      requestMethods: ['get'],
      tabIds: [...tabs],
      resourceTypes: ['xmlhttprequest'],
    },
  })
}

function leadingTo(answer: string) {
  return thisBrowser === 'firefox'
    ? { extensionPath: `/${answerFile}?${answer}` }
    : { url: `data:text/plain,${answer}` }
}

type Narrow = Omit<Passage, 'url' | 'probe'>

function allowRule(id: number, marked: string, { method, tabs, way }: Narrow): chrome.declarativeNetRequest.Rule {
  return asRule({
    id,
    priority,
    action: { type: 'allow' },
    condition: {
      ...exactly(marked),
      isUrlFilterCaseSensitive: true,
      // Network rules name methods in lower case. A preflight is judged on its own in some set-ups.
      requestMethods: [method.toLowerCase(), 'options'],
      tabIds: withWorkers(tabs),
      resourceTypes: typesOf(way),
    },
  })
}

/** chrome's types want enums, which Firefox does not have; the values are the same strings. */
function asRule(rule: object): chrome.declarativeNetRequest.Rule {
  return rule as chrome.declarativeNetRequest.Rule
}

/**
 * −1 is any worker. In Chromium what the content script fetches goes past them, and a form's worker would see the mark
 * and could send to it again. Firefox sends both through the page's worker, and stops a second one (see body-truth).
 */
function withWorkers(tabs: readonly number[]): number[] {
  return thisBrowser === 'firefox' ? [...tabs, -1] : [...tabs]
}

function typesOf(way: Passage['way']): string[] {
  const own = leavesPage({ way }) ? ['main_frame', 'sub_frame'] : ['xmlhttprequest']
  return thisBrowser === 'firefox' ? [...new Set([...own, 'xmlhttprequest'])] : own
}

/** `|`, `*` and `^` are operators of a URL filter: a URL that has them needs an escaped regular expression. */
function exactly(marked: string) {
  if (!/[*^|]/.test(marked)) return { urlFilter: `|${marked}|` }
  return { regexFilter: `^${marked.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$` }
}
