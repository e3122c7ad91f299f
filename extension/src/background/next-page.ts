import browser, { type Runtime } from 'webextension-polyfill'
import type { PanelView, ToContent } from '../messages.ts'
import type { Hold } from './held.ts'

/** What a released form's next page is to show: the page that held it is gone by then. */
export function keepForNextPage({ key, tabId, frameId }: Hold, view: PanelView): Promise<void> {
  waiting.get(nameOf(tabId, frameId))?.({ kind: 'show', key, view })
  return browser.storage.session.set({ [nameOf(tabId, frameId)]: { kind: 'show', key, view } satisfies ToContent })
}

const waiting = new Map<string, (message: ToContent) => void>()

/** A content script that found a mark in its address asks how it went; the answer may be a moment behind it. */
export function answerNextPage(): void {
  browser.runtime.onMessage.addListener((message: unknown, sender: Runtime.MessageSender) => {
    const { tab, frameId = 0 } = sender
    if (message !== 'what-happened' || tab?.id === undefined) return undefined
    return take(nameOf(tab.id, frameId))
  })
}

async function take(name: string): Promise<ToContent | undefined> {
  const { [name]: kept } = await browser.storage.session.get(name)
  const message = (kept as ToContent | undefined) ?? (await soon(name))
  await browser.storage.session.remove(name)
  return message
}

function soon(name: string): Promise<ToContent | undefined> {
  return new Promise((resolve) => {
    const end = (message: ToContent | undefined) => {
      clearTimeout(timer)
      waiting.delete(name)
      resolve(message)
    }
    const timer = setTimeout(() => end(undefined), 10_000)
    waiting.set(name, end)
  })
}

function nameOf(tabId: number, frameId: number): string {
  return `landed:${tabId}:${frameId}`
}
