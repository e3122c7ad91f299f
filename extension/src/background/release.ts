import { RelayError } from '@countersign/shared/api'
import type { Alarm, ReportedOutcome } from '@countersign/shared/log'
import { type Digest, makeSalt, mayRelease, ProtocolError } from '@countersign/shared/protocol'
import type { PanelView } from '../panel-view.ts'
import type { Sent } from '../sent.ts'
import { heldOf } from './ask.ts'
import { awaitTry, type Releasing, type Shown } from './await-try.ts'
import { correctedNow } from './clock.ts'
import { note } from './coverage/coverage.ts'
import { heldPath } from './coverage/held-path.ts'
import { keep } from './keep.ts'
import { report } from './outcome.ts'
import { differingDigest } from './really-sent.ts'
import { cancel, refuse } from './refuse.ts'
import { pause, relay } from './relay.ts'
import type { Own } from './request.ts'
import type { Try } from './seat.ts'
import { sendTry } from './send-try.ts'
import { readSession } from './session.ts'
import { wentBy } from './went.ts'

type Decided = Releasing['verdict']

export type Sender = Shown & {
  /** Shows that it is done, on whatever page the person sees by then. */
  readonly showDone: (tried: Try, view: PanelView) => Promise<void>
}

/**
 * Lets the held request through, at most once: check, claim at the relay, open the hole, have it sent, close the hole,
 * report the outcome. No claim, no release; and after a claim never a second one. Where the page has stopped waiting
 * it is ready until its time is over, and the same action, tried again, is what is sent.
 */
export async function release(releasing: Releasing, sender: Sender): Promise<PanelView> {
  const { hold, own, verdict, quorumAt } = releasing
  const refusal = await refusalOf(releasing)
  if (refusal !== undefined) return refuse(own, refusal.code)
  if (hold.seat.taken() === undefined) await keep(hold, own, { step: 'ready', quorumAt })
  const tried = await awaitTry(releasing, sender)
  if (tried === undefined) return notTried(releasing)
  // Time has passed since the last check where it was ready.
  const late = await refusalOf(releasing)
  if (late !== undefined) return refuse(own, late.code)
  await keep(hold, own, { step: 'claiming', trying: tried.key })
  const claimed = await claim(own, quorumAt, hold.stop.signal)
  if (claimed === 'refused') return { state: 'expired', held: heldOf(own), how: releasing.verdict.kind }
  if (claimed === 'unanswered') return refuse(own, 'release_unclaimed')
  return sendClaimed(releasing, sender, verdict)
}

/** A page that leaves between the claim and the sending has sent nothing: there is still one try, while there is time. */
async function sendClaimed(releasing: Releasing, sender: Sender, verdict: Decided): Promise<PanelView> {
  const { hold, own } = releasing
  for (;;) {
    const tried = await awaitTry(releasing, sender)
    // The claim took as long as the relay liked: this is the last moment before it goes out.
    const late = hold.stop.signal.aborted ? undefined : await refusalOf(releasing)
    if (tried === undefined || late !== undefined) {
      await report(own, { kind: 'unknown' })
      return late === undefined ? notTried(releasing) : refuse(own, late.code)
    }
    await keep(hold, own, { step: 'claiming', trying: tried.key })
    const different = await differingDigest(own, hold, tried)
    const { sent, alarm } = await sendTry(hold, own, tried)
    if (sent === 'left') continue
    note(own.rule.console, heldPath(tried.capture.way), 'released')
    const view = endOf(own, verdict, sent, alarm)
    // Before it is recorded: the relay may be away, and the person need not wait for it.
    if (view.state === 'done') await sender.showDone(tried, view)
    await report(own, outcomeOf(sent, different, alarm))
    return view
  }
}

/** Nobody did it again while it was ready, or the person cancelled. */
async function notTried(releasing: Releasing): Promise<PanelView> {
  const { hold, own } = releasing
  const cancelled = await cancel(own)
  return hold.stop.signal.aborted ? cancelled : { state: 'expired', held: heldOf(own), how: releasing.verdict.kind }
}

function endOf(own: Own, verdict: Decided, sent: Sent | undefined, alarm: Alarm | undefined): PanelView {
  const held = heldOf(own)
  if (sent === undefined) return { state: 'unknown', held }
  return { state: 'done', held, sent, went: wentBy(verdict), alarm }
}

function outcomeOf(sent: Sent | undefined, different: Digest | undefined, alarm: Alarm | undefined): ReportedOutcome {
  const alarmed = alarm === undefined ? {} : { alarm }
  if (sent === undefined) return { kind: 'unknown', ...alarmed }
  return { ...sent, ...(different === undefined ? {} : { sent: different }), ...alarmed }
}

async function refusalOf({ own, verdict, quorumAt }: Releasing): Promise<ProtocolError | undefined> {
  const session = await readSession()
  // Who signed out in the meantime is nobody, and nobody's request is not released.
  if (session === undefined) return new ProtocolError('request_requester_mismatch')
  try {
    for (const judgement of verdict.judgements) {
      mayRelease({
        ...judgement,
        madeUnder: own.request.policy,
        me: session.identity,
        denied: false,
        quorumAt,
        now: await correctedNow(own),
      })
    }
    return undefined
  } catch (error) {
    if (error instanceof ProtocolError) return error
    throw error
  }
}

/**
 * approved, confirmed or broken → released, atomically at the relay; waited for no longer than the request may run. Where no answer comes the
 * same claim is made again: only this worker knows its name, and nothing is sent before. Refused: its time was over, or
 * somebody was faster.
 */
async function claim(
  { request }: Pick<Own, 'request'>,
  quorumAt: number,
  stopped: AbortSignal,
): Promise<'granted' | 'refused' | 'unanswered'> {
  const client = await relay()
  const until = Math.min(request.expires, quorumAt + request.execute_within * 1_000)
  const body = { claim: makeSalt() }
  const late = AbortSignal.timeout(Math.max(0, until - (await correctedNow({ request }))))
  for (let tries = 0; tries < 6 && !late.aborted && !stopped.aborted; tries += 1) {
    try {
      await client.call('claimRequest', { params: { id: request.id }, body }, late)
      return 'granted'
    } catch (error) {
      if (error instanceof RelayError && error.status === 409 && tries === 0) return 'refused'
      console.warn('Countersign: the claim was not answered.', error)
      if (error instanceof RelayError && error.status < 500) return 'unanswered'
      await pause(250 * 2 ** tries, AbortSignal.any([late, stopped]))
    }
  }
  return 'unanswered'
}
