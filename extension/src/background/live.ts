import type { Runtime } from 'webextension-polyfill'
import { type FromContent, leavesPage } from '../messages.ts'
import type { PageWaits, PanelView } from '../panel-view.ts'
import { forget, type Hold, type Place, readAllStored, type Stored } from './held.ts'
import { type Begun, type Ended, runHold } from './hold.ts'
import { closeAllHoles, sayNo } from './hole.ts'
import { likenessByRule } from './likeness-by-rule.ts'
import { forgetNextPage, keepForNextPage } from './next-page.ts'
import { readNotice } from './notice.ts'
import { makeSeat, makeTry, type Try } from './seat.ts'
import { sendingTabs } from './sending-tabs.ts'
import { lookAbove, show } from './show.ts'
import { tell } from './tell.ts'

/** A hold that runs in this worker, and the port of the page where its card is. */
export type Live = {
  readonly hold: Hold
  readonly answerReason: (reason: string) => void
  /** Nobody has been asked before: a page that goes away then takes its hold with it. */
  asked: boolean
  /** What a page that is not in the seat is to its hold. */
  absent: Exclude<PageWaits, 'waits'>
  port: Runtime.Port | undefined
  view: PanelView | undefined
}

/** By the key of the try that was first. */
export const live = new Map<string, Live>()

/** What an earlier worker left open is closed before anything else happens; what it held goes on, once it is asked for. */
const earlier = Promise.all([readAllStored(), closeAllHoles()]).then(([stored]) => new Map(stored))

/** One after the other: of two identical captures the second must find the first. */
let last: Promise<unknown> = earlier

type Frame = { readonly tabId: number; readonly frameId: number }

type Capturing = Extract<FromContent, { kind: 'hold' | 'retry' }>

/** A page has tried to send what a rule protects: it is what is held already, or is held from now on. */
export async function begin(port: Runtime.Port, frame: Frame, message: Capturing): Promise<void> {
  // Before it stands in line, where everybody waits: the page above may stand still. One that tries again may be that
  // page, or stand still with it, and would wait for itself.
  if (message.kind === 'hold') await lookAbove(port)
  last = last.then(() => take(port, frame, message)).catch(console.error)
}

/** A page of a tab that holds something, or did before this worker: it shows what is still going on. */
export function look(port: Runtime.Port, place: Place): void {
  last = last.then(() => showAgain(port, place)).catch(console.error)
}

async function take(port: Runtime.Port, { tabId, frameId }: Frame, message: Capturing): Promise<void> {
  const { key, capture, page } = message
  const place = { tabId, origin: page.origin }
  const probe = message.kind === 'retry' ? message.probe : undefined
  const tried = makeTry({ key, port, frameId, capture, probe })
  const likeness = await likenessByRule(key, capture)
  const again = [...live.values()].find(({ hold }) => hold.seat.taken()?.key === key)
  if (again !== undefined) return isLike(again.hold, place, likeness) ? reseat(again, tried) : undefined
  if (leavesPage(capture)) await forgetNextPage({ tabId, frameId })
  const same = [...live.values()].find(
    (other) => other.hold.seat.taken() === undefined && isLike(other.hold, place, likeness),
  )
  const isReady = same?.view?.state === 'ready'
  if (probe !== undefined && !isReady) await sayNo(probe, sendingTabs(tabId, port))
  // A page that stands still is asked for, and has the seat only in the moment in which it may be sent.
  const sits = capture.way !== 'sync' || (probe !== undefined && isReady)
  if (same !== undefined) return sits ? seat(same, tried) : join(same, tried)
  const [name, stored] = (await findStored(key, place, likeness)) ?? [key, undefined]
  const begun: Begun = stored === undefined ? { kind: 'tried', capture, page } : { kind: 'kept', stored }
  const one = run({ key: name, ...place, likeness }, sits ? tried : undefined, begun)
  join(one, tried)
}

async function showAgain(port: Runtime.Port, place: Place): Promise<void> {
  const known = await earlier
  for (const [key, stored] of known) {
    const isHere = stored.tabId === place.tabId && stored.origin === place.origin
    if (!isHere || stored.step === 'claiming') continue
    known.delete(key)
    run({ key, ...place, likeness: stored.likeness }, undefined, { kind: 'kept', stored })
  }
  // What is done is only being recorded still: its own page has told it.
  const here = [...live.values()].filter(
    ({ hold, port: shown, view }) => isAt(hold, place) && shown === undefined && view?.state !== 'done',
  )
  for (const one of here) {
    one.port = port
    if (one.view !== undefined) show(port, { key: one.hold.key, view: asSeen(one, one.view) })
  }
  rest(port)
}

function isLike(hold: Place & { readonly likeness: string }, place: Place, likeness: string): boolean {
  return isAt(hold, place) && hold.likeness === likeness
}

function isAt(hold: Place, { tabId, origin }: Place): boolean {
  return hold.tabId === tabId && hold.origin === origin
}

/** What an earlier worker held: under the very key, or identical, and not on its way by then. */
async function findStored(key: string, place: Place, likeness: string): Promise<[string, Stored] | undefined> {
  const known = await earlier
  const alike = [...known].filter(([, stored]) => isLike(stored, place, likeness))
  const found =
    alike.find(([name, stored]) => (stored.step === 'claiming' ? stored.trying === key : name === key)) ??
    alike.find(([, stored]) => stored.step !== 'claiming')
  // It is taken up once.
  if (found !== undefined) known.delete(found[0])
  return found
}

/** A content script whose line was cut says again what it holds; what was on its way by then stays unknown. */
function reseat(one: Live, tried: Try): void {
  const before = one.hold.seat.taken()
  if (before?.port !== tried.port && before?.sending === false) seat(one, tried)
}

function seat(one: Live, tried: Try): void {
  join(one, tried)
  one.hold.seat.take(tried)
}

/** The card goes to the page that tried last. */
function join(one: Live, { key, port, capture }: Try): void {
  const { hold } = one
  one.absent = capture.way === 'sync' ? 'cannot-wait' : 'left'
  if (one.port !== undefined && one.port !== port) {
    tell(one.port, { kind: 'drop', key: hold.key })
    rest(one.port)
  }
  one.port = port
  if (key !== hold.key) tell(port, { kind: 'joined', key, shown: hold.key })
  if (one.view !== undefined) show(port, { key: hold.key, view: asSeen(one, one.view) })
}

function run(which: Pick<Hold, 'key' | 'tabId' | 'origin' | 'likeness'>, tried: Try | undefined, begun: Begun): Live {
  let answerReason: (reason: string) => void = () => {}
  const reason = new Promise<string>((resolve) => {
    answerReason = resolve
  })
  const hold: Hold = { ...which, seat: makeSeat(tried), stop: new AbortController() }
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

function showIn(one: Live, view: PanelView): void {
  const isFirst = one.view === undefined
  one.view = view
  if (view.state === 'waiting' || view.state === 'ready') one.asked = true
  const { port } = one
  if (port === undefined) return
  show(port, { key: one.hold.key, view: asSeen(one, view) })
  if (isFirst) void readNotice().then((notice) => tell(port, { kind: 'notice', notice }))
}

/** What is waited for is told differently where the page does not wait. */
function asSeen({ hold, absent }: Live, view: PanelView): PanelView {
  if (view.state !== 'waiting' || hold.seat.taken() !== undefined) return view
  return { ...view, wait: { ...view.wait, page: absent } }
}

/** The page does not wait any more, or is gone: the hold goes on, and the next that tries the same takes its place. */
export function vacate(one: Live): void {
  one.hold.seat.leave()
  if (!one.asked || one.hold.origin === 'null') one.hold.stop.abort('gone')
  else if (one.view !== undefined) showIn(one, one.view)
}

/** A fault of ours: held stays held, nothing is sent, and the person is told so. */
function failed(error: unknown): Ended {
  console.error('Countersign: a hold failed.', error)
  return { kind: 'view', view: { state: 'blocked', why: 'Something went wrong in the extension. Nothing was sent.' } }
}

async function finish(one: Live, ended: Ended): Promise<void> {
  const { key, seat: place } = one.hold
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
  if (one.port !== undefined) show(one.port, { key, view: ended.view })
  if (tried?.probe !== undefined && !tried.sending) void sayNo(tried.probe, sendingTabs(one.hold.tabId, tried.port))
  if (tried !== undefined && ended.view.state !== 'done') tell(tried.port, { kind: 'fail', key: tried.key })
  if (one.port !== undefined) tell(one.port, { kind: 'over', key })
  restOf(one)
  await forget(key)
}

/** Milliseconds: where one request was let through the next is often not far, and finds this worker awake. */
const idleFor = 15_000

function restOf({ port }: Live): void {
  if (port !== undefined) rest(port)
}

/** A line on which nothing is waited for is given up. */
function rest(port: Runtime.Port): void {
  const isUsed = ({ hold, port: shown }: Live) => shown === port || hold.seat.taken()?.port === port
  if ([...live.values()].some(isUsed)) return
  tell(port, { kind: 'nothing' })
  port.disconnect()
}
