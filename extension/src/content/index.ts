import type { FromPage, ToPage } from '../messages.ts'
import { isHeldHere } from './held-here.ts'
import { hideMark } from './hide-mark.ts'
import { makeHolds } from './hold.ts'
import { watchMatchers } from './matchers.ts'
import { ownCopy } from './own-copy.ts'
import { openSyncLine } from './sync-line.ts'
import { listenToBackground } from './told.ts'

// Before page scripts: the address of a released form still has its mark.
const landed = hideMark()

const channel = new MessageChannel()
window.postMessage('countersign:port', '*', [channel.port2])
const toPage = (message: ToPage, transfer: Transferable[] = []) => channel.port1.postMessage(message, transfer)
const holds = makeHolds(toPage)
channel.port1.onmessage = (event: MessageEvent<FromPage>) => {
  const data = ownCopy(event.data)
  if (data.kind === 'hold') holds.hold(data.key, data.capture)
  else if (data.kind === 'abort') holds.abort(data.key)
  else holds.notHeld(data.why)
}
toPage({ kind: 'line', name: openSyncLine(holds.sync) })
watchMatchers((matchers) => toPage({ kind: 'matchers', matchers }))
if (landed) void holds.showWhatHappened()
void isHeldHere().then((isHeld) => {
  if (isHeld) holds.look()
})
listenToBackground(holds.told)
