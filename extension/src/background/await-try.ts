import type { PanelView } from '../panel-view.ts'
import { heldOf } from './ask.ts'
import { correctedNow } from './clock.ts'
import type { Hold } from './held.ts'
import type { Own } from './request.ts'
import type { Try } from './seat.ts'
import type { Verdict } from './verify.ts'
import { wentBy } from './went.ts'

/** A hold whose approval, confirm or broken glass was seen, and checked, at `quorumAt`. */
export type Releasing = {
  readonly hold: Hold
  readonly own: Own
  readonly verdict: Exclude<Verdict, { kind: 'refused' }>
  readonly quorumAt: number
}

/** Where the panel is. */
export type Shown = { readonly show: (view: PanelView) => void }

/**
 * The try that waits for its release. Where the page has left, the hold is ready: until its time is over it waits for
 * the same action to be tried again.
 *
 * @returns undefined when nobody did, or the person cancelled
 */
export async function awaitTry({ hold, own, verdict, quorumAt }: Releasing, { show }: Shown): Promise<Try | undefined> {
  const { signal } = hold.stop
  if (signal.aborted) return undefined
  const waiting = hold.seat.taken()
  if (waiting !== undefined) return waiting
  const { request } = own
  const offset = Date.now() - (await correctedNow(own))
  const until = Math.min(request.expires, quorumAt + request.execute_within * 1_000) + offset
  const went = wentBy(verdict)
  show({ state: 'ready', held: heldOf(own), ready: { went, since: quorumAt + offset, until } })
  const over = AbortSignal.timeout(Math.max(0, until - Date.now()))
  const tried = await hold.seat.next(AbortSignal.any([signal, over]))
  if (tried !== undefined) show({ state: 'releasing', held: heldOf(own), how: went.how })
  return signal.aborted ? undefined : tried
}
