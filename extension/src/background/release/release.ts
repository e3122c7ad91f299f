import type { Alarm, ReportedOutcome } from '@countersign/shared/log'
import type { Digest } from '@countersign/shared/protocol'
import type { PanelView } from '../../panel-view.ts'
import type { Sent } from '../../sent.ts'
import { note } from '../coverage/coverage.ts'
import { heldPath } from '../coverage/held-path.ts'
import { keep } from '../held/keep.ts'
import { differingDigest } from '../held/really-sent.ts'
import type { Try } from '../held/seat.ts'
import { cancel, refuse } from '../request/refuse.ts'
import { awaitTry, type Releasing, type Shown } from './await-try.ts'
import { sendTry } from './send-try.ts'
import type { Warrant } from './warrant.ts'

export type Sender = Shown & {
  /** Shows that it is done, on whatever page the person sees by then. */
  readonly showDone: (tried: Try, view: PanelView) => Promise<void>
}

/**
 * Lets the held request through, at most once: check, claim, open the hole, have it sent, close the hole, report the
 * outcome. No claim, no release; and after a claim never a second one. Where the page has stopped waiting it is ready
 * until its time is over, and the same action, tried again, is what is sent.
 */
export async function release(releasing: Releasing, sender: Sender): Promise<PanelView> {
  const { hold, own, warrant } = releasing
  const refusal = await warrant.refusal()
  if (refusal !== undefined) return refuse(own, refusal.code)
  if (hold.seat.taken() === undefined) await keep(hold, own, warrant.ready)
  const tried = await awaitTry(releasing, sender)
  if (tried === undefined) return notTried(releasing)
  // Time has passed since the last check where it was ready.
  const late = await warrant.refusal()
  if (late !== undefined) return refuse(own, late.code)
  await keep(hold, own, { step: 'claiming', trying: tried.key })
  const claimed = await warrant.claim(hold.stop.signal)
  if (claimed === 'refused') return { state: 'expired', held: warrant.held, how: warrant.went.how }
  if (claimed === 'unanswered') return refuse(own, 'release_unclaimed')
  return sendClaimed(releasing, sender)
}

/** A page that leaves between the claim and the sending has sent nothing: there is still one try, while there is time. */
async function sendClaimed(releasing: Releasing, sender: Sender): Promise<PanelView> {
  const { hold, own, warrant } = releasing
  for (;;) {
    const tried = await awaitTry(releasing, sender)
    // The claim took as long as it liked: this is the last moment before it goes out.
    const late = hold.stop.signal.aborted ? undefined : await warrant.refusal()
    if (tried === undefined || late !== undefined) {
      await warrant.report({ kind: 'unknown' })
      return late === undefined ? notTried(releasing) : refuse(own, late.code)
    }
    await keep(hold, own, { step: 'claiming', trying: tried.key })
    const different = await differingDigest(own, hold, tried)
    const { sent, alarm } = await sendTry(hold, own, tried)
    if (sent === 'left') continue
    note(own.rule.console, heldPath(tried.capture.way), 'released')
    const view = endOf(warrant, sent, alarm)
    // Before it is recorded: the relay may be away, and the person need not wait for it.
    if (view.state === 'done') await sender.showDone(tried, view)
    await warrant.report(outcomeOf(sent, different, alarm))
    return view
  }
}

/** Nobody did it again while it was ready, or the person cancelled. */
async function notTried({ hold, own, warrant: { held, went } }: Releasing): Promise<PanelView> {
  const cancelled = await cancel(own)
  return hold.stop.signal.aborted ? cancelled : { state: 'expired', held, how: went.how }
}

function endOf({ held, went }: Warrant, sent: Sent | undefined, alarm: Alarm | undefined): PanelView {
  return sent === undefined ? { state: 'unknown', held } : { state: 'done', held, sent, went, alarm }
}

function outcomeOf(sent: Sent | undefined, different: Digest | undefined, alarm: Alarm | undefined): ReportedOutcome {
  const alarmed = alarm === undefined ? {} : { alarm }
  if (sent === undefined) return { kind: 'unknown', ...alarmed }
  return { ...sent, ...(different === undefined ? {} : { sent: different }), ...alarmed }
}
