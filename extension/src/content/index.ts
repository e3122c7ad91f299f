import type { FromPage, ToPage } from '../messages.ts'
import { isHeldHere } from './held-here.ts'
import { hideMark } from './hide-mark.ts'
import { makeHolds } from './hold.ts'
import { watchMatchers } from './matchers.ts'
import { tellNewTab } from './new-tab.ts'
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
channel.port1.onmessage = (event: MessageEvent<FromPage>) => {
  const data = ownCopy(event.data)
  if (data.kind === 'hold') void hold(data)
  else if (data.kind === 'abort') holds.abort(keys.inside(data.key))
  else holds.notHeld(data.why)
}
toPage({ kind: 'line', name: openSyncLine(holds.sync) })
watchMatchers((matchers) => toPage({ kind: 'matchers', matchers }))
if (landed) void holds.showWhatHappened()
void isHeldHere().then((isHeld) => {
  if (isHeld) holds.look()
})
listenToBackground(holds.told)
tellNewTab()

async function hold({ key, capture }: Extract<FromPage, { kind: 'hold' }>): Promise<void> {
  const own = keys.take(key)
  if (own === undefined) return
  const { kind } = capture.way
  if (kind !== 'fetch' && (await isUnderWorker(capture.url))) holds.notHeld('service-worker')
  else holds.hold(own, capture)
}
