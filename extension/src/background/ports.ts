import browser, { type Runtime } from 'webextension-polyfill'
import { type FromContent, leavesPage } from '../messages.ts'
import { begin, look } from './begin.ts'
import { uncount } from './coverage/button-count.ts'
import { openDesk } from './emergency/page-port.ts'
import { reportUnknown } from './emergency/report-unknown.ts'
import { forget, readAllStored, tellPages } from './held/held.ts'
import { type Live, live, vacate } from './held/live.ts'
import { watchNotice } from './held/notice.ts'
import { tell } from './panel/tell.ts'
import { cancel } from './request/refuse.ts'
import { trySignIn } from './session/try-sign-in.ts'

/** Every frame that holds something, or shows what is held, keeps one port open. */
export function listenToFrames(): void {
  browser.runtime.onConnect.addListener((port) => {
    const { tab, frameId } = port.sender ?? {}
    if (port.name !== 'hold' || tab?.id === undefined || frameId === undefined) return
    const frame = { tabId: tab.id, frameId }
    // Only the extension's own content script is at the other end.
    port.onMessage.addListener((message) => receive(port, frame, message as FromContent))
    port.onDisconnect.addListener(() => frameGone(port))
  })
  browser.tabs.onRemoved.addListener((tabId) => void tabGone(tabId))
  watchNotice((notice) => {
    for (const { port } of live.values()) if (port !== undefined) tell(port, { kind: 'notice', notice })
  })
  // The browser was closed, or this worker died, with something held.
  void tellPages()
}

function receive(port: Runtime.Port, frame: { tabId: number; frameId: number }, message: FromContent): void {
  if (message.kind === 'hold' || message.kind === 'retry') void begin(port, frame, message)
  else if (message.kind === 'asked') void uncount(frame.tabId, message.times)
  else if (message.kind === 'look') look(port, { tabId: frame.tabId, origin: message.origin })
  else if (message.kind === 'sign-in') void trySignIn(message.issuer)
  else answer(message)
}

function answer(message: Exclude<FromContent, { kind: 'hold' | 'retry' | 'asked' | 'look' | 'sign-in' }>): void {
  const found = live.get(message.key) ?? bySeat(message.key)
  // A worker that was just started does not know the hold yet: its page waits for that.
  if (message.kind === 'emergency') openDesk(found?.hold.key ?? message.key)
  if (found === undefined) return
  if (message.kind === 'cancel') found.hold.stop.abort('cancelled')
  if (message.kind === 'reason') found.answerReason(message.reason)
  if (message.kind === 'sent') found.hold.seat.taken()?.answer(message.sent)
  if (message.kind === 'left') leave(found, message.key)
}

function bySeat(key: string): Live | undefined {
  return [...live.values()].find(({ hold }) => hold.seat.taken()?.key === key)
}

function leave(one: Live, key: string): void {
  const tried = one.hold.seat.taken()
  if (tried?.key !== key) return
  tried.answer('left')
  vacate(one)
}

/**
 * The frame was closed or went elsewhere. What was being sent then is not known, and never sent again; a released form
 * is what makes its own frame go. Everything else goes on without its page.
 */
function frameGone(port: Runtime.Port): void {
  for (const one of live.values()) {
    if (one.port === port) one.port = undefined
    if (one.port === undefined && !one.asked) one.hold.stop.abort('gone')
    const tried = one.hold.seat.taken()
    if (tried?.port !== port) continue
    if (!tried.sending) leave(one, tried.key)
    else if (!leavesPage(tried.capture)) tried.answer(undefined)
  }
}

/** What a closed tab held is cancelled, also where no worker lived when it was closed. */
async function tabGone(tabId: number): Promise<void> {
  for (const { hold } of live.values()) if (hold.tabId === tabId) hold.stop.abort('gone')
  for (const [key, stored] of await readAllStored()) {
    if (stored.tabId !== tabId || live.has(key)) continue
    await forget(key)
    if (stored.step === 'claiming') await reportUnknown(stored.own)
    else await cancel(stored.own)
  }
}
