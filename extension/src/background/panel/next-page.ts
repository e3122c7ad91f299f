import browser, { type Runtime } from 'webextension-polyfill'
import type { ToContent } from '../../messages.ts'
import { makeMailbox } from '../browser/mailbox.ts'
import { type Card, drawAbove } from './show.ts'
import { standIn } from './stand-in.ts'

/** What a released form's next page is to show: the page that held it is gone by then. */
const mailbox = makeMailbox<Card>(browser.storage.session)

type Frame = { readonly tabId: number; readonly frameId: number }

export async function keepForNextPage(frame: Frame, card: Card): Promise<void> {
  const { view } = card
  // It watches how the tab loads, so it begins before anything else.
  if (view.state === 'done' && view.sent.kind === 'failed') void standIn(frame, card)
  await mailbox.put(nameOf(frame.tabId, frame.frameId), card)
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
    return takeFor({ tabId: tab.id, frameId })
  })
}

/** A frame's next page shows nothing itself where the outermost page can. */
async function takeFor({ tabId, frameId }: Frame): Promise<ToContent | undefined> {
  const card = await mailbox.take(nameOf(tabId, frameId))
  if (card === undefined || (frameId !== 0 && (await drawAbove(tabId, card)))) return undefined
  return { kind: 'show', ...card, drawn: 'here' }
}

function nameOf(tabId: number, frameId: number): string {
  return `landed:${tabId}:${frameId}`
}
