import { unpack } from '../page/packed.ts'
import type { FromPage, PageCapture, ToPage } from '../page-messages.ts'
import { callOfTexts } from '../sync-call.ts'
import { isHeldHere } from './held-here.ts'
import { hideMark } from './hide-mark.ts'
import { makeHolds } from './hold.ts'
import { listen, watchRewriting } from './listen.ts'
import { watchMatchers } from './matchers.ts'
import { tellNewTab } from './new-tab.ts'
import { makeOnceThere } from './once-there.ts'
import { openPageChannel } from './page-channel.ts'
import { makePageKeys } from './page-keys.ts'
import { openSyncLine } from './sync-line.ts'
import { listenToBackground } from './told.ts'
import { isUnderWorker } from './under-worker.ts'

// Before page scripts: the address of a released form still has its mark.
const landed = hideMark()

const keys = makePageKeys()
const holds = makeHolds((message: ToPage, transfer?: Transferable[]) => {
  const told = 'key' in message ? { ...message, key: keys.outside(message.key) } : message
  channel.tell(told, transfer)
})
const onceThere = makeOnceThere((key, capture) => void hold(key, capture))
const line: ToPage = { kind: 'line', name: openSyncLine(holds.sync) }
let matchers: ToPage | undefined
const channel = openPageChannel({
  receive: (message) => {
    if (message.kind === 'hold') take(message)
    else if (message.kind === 'abort') abort(keys.inside(message.key))
    else if (message.kind === 'not-held') holds.notHeld(message.why)
    else lateSync(message.call)
  },
  greetings: () => (matchers === undefined ? [line] : [line, matchers]),
})
watchMatchers((newest) => {
  matchers = { kind: 'matchers', matchers: newest }
  channel.tell(matchers)
})
watchRewriting(() => {
  channel.offerAgain()
  holds.drawAgain()
})
if (landed) void holds.showWhatHappened()
void isHeldHere().then((isHeld) => {
  if (isHeld) holds.look()
})
listenToBackground(holds.told)
tellNewTab()
listen(window, 'pagehide', (event) => {
  if (isKept(event)) holds.leave()
})
listen(window, 'pageshow', (event) => {
  if (isKept(event)) holds.comeBack()
})

/** For the way back. */
function isKept(event: Event): boolean {
  return event.isTrusted && event instanceof PageTransitionEvent && event.persisted
}

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
