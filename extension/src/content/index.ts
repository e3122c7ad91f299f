import type { FromPage, PageCapture, ToPage } from '../messages.ts'
import { unpack } from '../packed.ts'
import { callOfTexts } from '../sync-call.ts'
import { isHeldHere } from './held-here.ts'
import { hideMark } from './hide-mark.ts'
import { makeHolds } from './hold.ts'
import { watchMatchers } from './matchers.ts'
import { tellNewTab } from './new-tab.ts'
import { makeOnceThere } from './once-there.ts'
import { ownCopy } from './own-copy.ts'
import { makePageKeys } from './page-keys.ts'
import { openSyncLine } from './sync-line.ts'
import { listenToBackground } from './told.ts'
import { isUnderWorker } from './under-worker.ts'

// Before page scripts: the address of a released form still has its mark.
const landed = hideMark()

const channel = new MessageChannel()
window.postMessage('countersign:port', '*', [channel.port2])
const keys = makePageKeys()
const toPage = (message: ToPage, transfer: Transferable[] = []) => {
  const told = 'key' in message ? { ...message, key: keys.outside(message.key) } : message
  channel.port1.postMessage(told, transfer)
}
const holds = makeHolds(toPage)
const onceThere = makeOnceThere((key, capture) => void hold(key, capture))
channel.port1.onmessage = (event: MessageEvent<FromPage>) => {
  const data = ownCopy(event.data)
  if (data.kind === 'hold') take(data)
  else if (data.kind === 'abort') abort(keys.inside(data.key))
  else if (data.kind === 'not-held') holds.notHeld(data.why)
  else lateSync(data.call)
}
toPage({ kind: 'line', name: openSyncLine(holds.sync) })
watchMatchers((matchers) => toPage({ kind: 'matchers', matchers }))
if (landed) void holds.showWhatHappened()
void isHeldHere().then((isHeld) => {
  if (isHeld) holds.look()
})
listenToBackground(holds.told)
tellNewTab()
window.addEventListener('pagehide', ({ isTrusted, persisted }) => {
  if (isTrusted && persisted) holds.leave()
})
window.addEventListener('pageshow', ({ isTrusted, persisted }) => {
  if (isTrusted && persisted) holds.comeBack()
})

function take({ key, capture }: Extract<FromPage, { kind: 'hold' }>): void {
  const own = keys.take(key)
  if (own !== undefined) onceThere.hold(own, capture)
}

async function hold(key: string, capture: PageCapture): Promise<void> {
  const { kind } = capture.way
  if (kind !== 'fetch' && (await isUnderWorker(capture.url))) holds.notHeld('service-worker')
  else holds.hold(key, capture)
}

function lateSync(packed: string): void {
  const call = callOfTexts(unpack(packed))
  if (call !== undefined) holds.lateSync(call)
}

function abort(key: string): void {
  onceThere.abort(key)
  holds.abort(key)
}
