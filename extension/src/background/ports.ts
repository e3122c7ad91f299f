import browser, { type Runtime } from 'webextension-polyfill'
import type { FromContent, PanelView, Sent, ToContent } from '../messages.ts'
import { forget, type Hold, readAllStored } from './held.ts'
import { type Ended, runHold } from './hold.ts'
import { closeAllHoles } from './hole.ts'
import { forgetNextPage, keepForNextPage } from './next-page.ts'
import { readNotice, watchNotice } from './notice.ts'
import { relay } from './relay.ts'
import { report } from './release.ts'

type Live = {
  readonly hold: Hold
  readonly port: Runtime.Port
  readonly answerReason: (reason: string) => void
  readonly answerSent: (sent: Sent) => void
  readonly lose: () => void
}

const live = new Map<string, Live>()

/** What an earlier worker left open is closed before anything else happens; what it held goes on. */
const ready = Promise.all([readAllStored(), closeAllHoles()]).then(([stored]) => stored)

/** Every frame that holds something keeps one port open. */
export function listenToFrames(): void {
  browser.runtime.onConnect.addListener((port) => {
    const { tab, frameId } = port.sender ?? {}
    if (port.name !== 'hold' || tab?.id === undefined || frameId === undefined) return
    const place = { tabId: tab.id, frameId }
    // Only the extension's own content script is at the other end.
    port.onMessage.addListener((message) => receive(port, place, message as FromContent))
    port.onDisconnect.addListener(() => frameGone(port))
  })
  browser.tabs.onRemoved.addListener((tabId) => void tabGone(tabId))
  watchNotice((words) => {
    for (const { port } of live.values()) post(port, { kind: 'notice', words })
  })
}

function receive(port: Runtime.Port, place: { tabId: number; frameId: number }, message: FromContent): void {
  if (message.kind === 'hold') return void begin(port, place, message)
  const found = live.get(message.key)
  if (message.kind === 'cancel') found?.hold.stop.abort('cancelled')
  if (message.kind === 'reason') found?.answerReason(message.reason)
  if (message.kind === 'sent') found?.answerSent(message.sent)
}

async function begin(
  port: Runtime.Port,
  place: { tabId: number; frameId: number },
  { key, capture, page }: Extract<FromContent, { kind: 'hold' }>,
): Promise<void> {
  if (live.has(key)) return
  const hold: Hold = { key, ...place, capture, page, stop: new AbortController() }
  const { promise: reason, resolve: answerReason } = deferred<string>()
  const { promise: sent, resolve: answerSent, reject: lose } = deferred<Sent>()
  sent.catch(() => {})
  live.set(key, { hold, port, answerReason, answerSent, lose: () => lose(new Error('The page is gone.')) })
  const tell = (message: ToContent) => post(port, message)
  let isNoticed = false
  const show = (view: PanelView) => {
    tell({ kind: 'show', key, view })
    if (!isNoticed) void readNotice().then((words) => tell({ kind: 'notice', words }))
    isNoticed = true
  }
  const isForm = capture.way === 'form'
  const showDone = isForm ? (view: PanelView) => keepForNextPage(hold, view) : async (view: PanelView) => show(view)
  const stored = (await ready).get(key)
  if (isForm) await forgetNextPage(hold)
  const ended = await runHold(hold, stored, { show, showDone, tell, reason, sent }).catch(failed)
  await finish(hold, port, ended)
}

/** A fault of ours: held stays held, nothing is sent, and the person is told so. */
function failed(error: unknown): Ended {
  console.error('Countersign: a hold failed.', error)
  return { kind: 'view', view: { state: 'blocked', why: 'Something went wrong in the extension. Nothing was sent.' } }
}

async function finish(hold: Hold, port: Runtime.Port, ended: Ended): Promise<void> {
  const { key } = hold
  live.delete(key)
  // What was let through was never stored.
  if (ended.kind === 'view') await forget(key)
  if (ended.kind !== 'view') {
    post(port, { kind: 'pass', key })
    setTimeout(() => rest(port), idleFor)
    return
  }
  post(port, { kind: 'show', key, view: ended.view })
  if (ended.view.state !== 'done') post(port, { kind: 'fail', key })
  rest(port)
}

/** Milliseconds: where one request was let through the next is often not far, and finds this worker awake. */
const idleFor = 15_000

function rest(port: Runtime.Port): void {
  if (![...live.values()].some((other) => other.port === port)) port.disconnect()
}

/** A port of a frame that is gone takes no message; that is no fault. */
function post(port: Runtime.Port, message: ToContent): void {
  try {
    port.postMessage(message)
  } catch {
    // The frame's end is handled where its port closes.
  }
}

/** The frame was closed or went elsewhere. A released form is what makes its frame go: that one goes on. */
function frameGone(port: Runtime.Port): void {
  for (const { hold, port: used, lose } of live.values()) {
    if (used !== port) continue
    hold.stop.abort('gone')
    if (hold.capture.way === 'fetch') lose()
  }
}

/** A tab that was closed while no worker lived: what it held is cancelled. */
async function tabGone(tabId: number): Promise<void> {
  for (const [key, stored] of await readAllStored()) {
    if (stored.tabId !== tabId || live.has(key)) continue
    await forget(key)
    const { request } = stored.own
    if (stored.step !== 'asked') await report(stored.own, undefined)
    else await (await relay()).call('cancelRequest', { params: { id: request.id } }).catch(() => {})
  }
}

function deferred<Value>() {
  let resolve: (value: Value) => void = () => {}
  let reject: (error: Error) => void = () => {}
  const promise = new Promise<Value>((done, fail) => {
    resolve = done
    reject = fail
  })
  return { promise, resolve, reject }
}
