import type { Runtime } from 'webextension-polyfill'
import type { PageWaits, PanelView } from '../../panel-view.ts'
import { show } from '../panel/show.ts'
import { tell } from '../panel/tell.ts'
import type { Hold } from './held.ts'
import { readNotice } from './notice.ts'

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

export function showIn(one: Live, view: PanelView): void {
  const isFirst = one.view === undefined
  one.view = view
  if (view.state === 'waiting' || view.state === 'ready') one.asked = true
  const { port } = one
  if (port === undefined) return
  show(port, { key: one.hold.key, view: asSeen(one, view) })
  if (isFirst) void readNotice().then((notice) => tell(port, { kind: 'notice', notice }))
}

/** What is waited for is told differently where the page does not wait. */
export function asSeen({ hold, absent }: Live, view: PanelView): PanelView {
  if (view.state !== 'waiting' || hold.seat.taken() !== undefined) return view
  return { ...view, wait: { ...view.wait, page: absent } }
}

/** The page does not wait any more, or is gone: the hold goes on, and the next that tries the same takes its place. */
export function vacate(one: Live): void {
  one.hold.seat.leave()
  if (!one.asked || one.hold.origin === 'null') one.hold.stop.abort('gone')
  else if (one.view !== undefined) showIn(one, one.view)
}

/** A line on which nothing is waited for is given up. */
export function rest(port: Runtime.Port): void {
  const isUsed = ({ hold, port: shown }: Live) => shown === port || hold.seat.taken()?.port === port
  if ([...live.values()].some(isUsed)) return
  tell(port, { kind: 'nothing' })
  port.disconnect()
}
