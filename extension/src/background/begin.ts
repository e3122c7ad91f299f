import type { Runtime } from 'webextension-polyfill'
import { type FromContent, leavesPage } from '../messages.ts'
import { sendingTabs } from './browser/sending-tabs.ts'
import { settleAllOpen } from './emergency/claims.ts'
import { sendClaims } from './emergency/send-claims.ts'
import type { Begun } from './held/begun.ts'
import { type Place, readAllStored, type Stored } from './held/held.ts'
import { asSeen, type Live, live, rest } from './held/live.ts'
import { makeTry, type Try } from './held/seat.ts'
import { forgetNextPage } from './panel/next-page.ts'
import { lookAbove, show } from './panel/show.ts'
import { tell } from './panel/tell.ts'
import { closeAllHoles, sayNo } from './release/hole.ts'
import { likenessByRule } from './request/likeness-by-rule.ts'
import { run } from './run.ts'

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

/** What an earlier worker left open is closed before anything else happens; what it held goes on, once it is asked for. */
const earlier = Promise.all([readAllStored(), closeAllHoles(), settleAllOpen().then(sendClaims)]).then(
  ([stored]) => new Map(stored),
)

/** One after the other: of two identical captures the second must find the first. */
let last: Promise<unknown> = earlier

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
  const begun: Begun = stored === undefined ? { kind: 'tried', capture, page, frameId } : { kind: 'kept', stored }
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
