import { leavesPage } from '../messages.ts'
import type { PanelView } from '../panel-view.ts'
import { sendingTabs } from './browser/sending-tabs.ts'
import type { Begun } from './held/begun.ts'
import { makeDesk } from './held/desk.ts'
import { type Ended, view } from './held/ended.ts'
import { forget, type Hold, storeDesk } from './held/held.ts'
import { type Live, live, rest, showIn } from './held/live.ts'
import { makeSeat, type Try } from './held/seat.ts'
import { runHold } from './hold.ts'
import { keepForNextPage } from './panel/next-page.ts'
import { show } from './panel/show.ts'
import { tell } from './panel/tell.ts'
import { sayNo } from './release/hole.ts'

/** Runs a hold to its end, and tells whoever waits for it and whoever shows it. */
export function run(
  which: Pick<Hold, 'key' | 'tabId' | 'origin' | 'likeness'>,
  tried: Try | undefined,
  begun: Begun,
): Live {
  let answerReason: (reason: string) => void = () => {}
  const reason = new Promise<string>((resolve) => {
    answerReason = resolve
  })
  const desk = makeDesk()
  let decided: 'people' | 'keys' | undefined
  const hold: Hold = {
    ...which,
    seat: makeSeat(tried),
    stop: new AbortController(),
    desk,
    decide: (by) => {
      decided ??= by
      return decided === by
    },
  }
  void desk.opened.then(() => storeDesk(hold.key))
  const one: Live = {
    hold,
    answerReason,
    asked: begun.kind === 'kept',
    absent: 'left',
    port: undefined,
    view: undefined,
  }
  live.set(hold.key, one)
  const showView = (view: PanelView) => showIn(one, view)
  const showDone = async ({ capture, frameId }: Try, view: PanelView) => {
    if (leavesPage(capture)) await keepForNextPage({ tabId: hold.tabId, frameId }, { key: hold.key, view })
    else showView(view)
  }
  void runHold(hold, begun, { show: showView, showDone, reason })
    .catch(failed)
    .then((ended) => finish(one, ended))
  return one
}

/** A fault of ours: held stays held, nothing is sent, and the person is told so. */
function failed(error: unknown): Ended {
  console.error('Countersign: a hold failed.', error)
  return view({ state: 'blocked', why: 'Something went wrong in the extension. Nothing was sent.' })
}

async function finish(one: Live, ended: Ended): Promise<void> {
  const { key, seat: place, desk } = one.hold
  live.delete(key)
  const tried = place.taken()
  if (ended.kind !== 'view') {
    // What was let through was never stored.
    if (tried !== undefined) tell(tried.port, { kind: 'pass', key: tried.key })
    setTimeout(() => restOf(one), idleFor)
    return
  }
  // All of it in one go: a line whose other holds have ended must not be cut before it has heard of this one, or its
  // page would ask once more for what it still believes to be held.
  desk.show({ state: 'ended', view: ended.view })
  if (one.port !== undefined) show(one.port, { key, view: ended.view })
  if (tried?.probe !== undefined && !tried.sending) void sayNo(tried.probe, sendingTabs(one.hold.tabId, tried.port))
  if (tried !== undefined && ended.view.state !== 'done') tell(tried.port, { kind: 'fail', key: tried.key })
  if (one.port !== undefined) tell(one.port, { kind: 'over', key })
  restOf(one)
  await ended.record()
  await forget(key)
}

/** Milliseconds: where one request was let through the next is often not far, and finds this worker awake. */
const idleFor = 15_000

function restOf({ port }: Live): void {
  if (port !== undefined) rest(port)
}
