import type { PanelView } from '../../panel-view.ts'
import type { Hold } from '../held/held.ts'
import type { Try } from '../held/seat.ts'
import { correctedNow } from '../request/clock.ts'
import type { Own } from '../request/request.ts'
import type { Warrant } from './warrant.ts'

/** A hold that may be let through. */
export type Releasing = { readonly hold: Hold; readonly own: Own; readonly warrant: Warrant }

/** Where the panel is. */
export type Shown = { readonly show: (view: PanelView) => void }

/**
 * The try that waits for its release. Where the page has left, the hold is ready: until its time is over it waits for
 * the same action to be tried again.
 *
 * @returns undefined when nobody did, or the person cancelled
 */
export async function awaitTry({ hold, own, warrant }: Releasing, { show }: Shown): Promise<Try | undefined> {
  const { signal } = hold.stop
  if (signal.aborted) return undefined
  const waiting = hold.seat.taken()
  if (waiting !== undefined) return waiting
  const { held, went } = warrant
  const offset = Date.now() - (await correctedNow(own))
  const [since, until] = [warrant.since + offset, warrant.until + offset]
  show({ state: 'ready', held, ready: { went, since, until } })
  const over = AbortSignal.timeout(Math.max(0, until - Date.now()))
  const tried = await hold.seat.next(AbortSignal.any([signal, over]))
  if (tried !== undefined) show({ state: 'releasing', held, how: went.how })
  return signal.aborted ? undefined : tried
}
