import browser, { type Runtime } from 'webextension-polyfill'
import type { PanelView, ToContent } from '../messages.ts'
import { makeMailbox } from './mailbox.ts'

/** What a released form's next page is to show: the page that held it is gone by then. */
const mailbox = makeMailbox<ToContent>(browser.storage.session)

type Frame = { readonly tabId: number; readonly frameId: number }

export function keepForNextPage({ tabId, frameId }: Frame, key: string, view: PanelView): Promise<void> {
  return mailbox.put(nameOf(tabId, frameId), { kind: 'show', key, view })
}

/** A form that is about to be sent: what an earlier one left in this frame is not what happened to it. */
export function forgetNextPage({ tabId, frameId }: Frame): Promise<void> {
  return mailbox.clear(nameOf(tabId, frameId))
}

/** A content script that found a mark in its address asks how it went; the answer may be a moment behind it. */
export function answerNextPage(): void {
  browser.runtime.onMessage.addListener((message: unknown, sender: Runtime.MessageSender) => {
    const { tab, frameId = 0 } = sender
    if (message !== 'what-happened' || tab?.id === undefined) return undefined
    return mailbox.take(nameOf(tab.id, frameId))
  })
}

function nameOf(tabId: number, frameId: number): string {
  return `landed:${tabId}:${frameId}`
}
