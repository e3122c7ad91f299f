import { RelayError } from '@countersign/shared/api'
import type { Alarm } from '@countersign/shared/log'
import { mayRelease, ProtocolError } from '@countersign/shared/protocol'
import type { PanelView, Sent, ToContent } from '../messages.ts'
import { heldOf } from './ask.ts'
import { watchBody } from './body-truth/watch.ts'
import { awaitFormAnswer } from './form-answers.ts'
import { type Hold, store } from './held.ts'
import { markOnce, openHole } from './hole.ts'
import { issuerKeys } from './keys.ts'
import { cancel, refuse } from './refuse.ts'
import { pause, relay } from './relay.ts'
import { asCaptured, type Own } from './request.ts'
import { readSession } from './session.ts'
import type { Verdict } from './verify.ts'

export type Sender = {
  readonly tell: (message: ToContent) => void
  /** Resolves when the content script says how the sending went; rejects when it is gone. */
  readonly sent: Promise<Sent>
  /** Shows that it is done, on whatever page the person sees by then. */
  readonly showDone: (view: PanelView) => Promise<void>
}

/**
 * Lets the held request through, at most once: check, claim at the relay, open the hole, have it sent, close the hole,
 * report the outcome. No claim, no release; and after a claim never a second try.
 */
export async function release(
  hold: Hold,
  own: Own,
  verdict: Extract<Verdict, { kind: 'approved' }>,
  sender: Sender,
): Promise<PanelView> {
  const quorumAt = await correctedNow(own)
  const refusal = await refusalOf(own, verdict, quorumAt)
  if (refusal !== undefined) return refuse(own, refusal.code)
  await store(hold.key, { step: 'claiming', tabId: hold.tabId, own })
  const claimed = await claim(own, quorumAt)
  if (claimed === 'refused') return { state: 'expired', held: heldOf(own), approved: true }
  if (claimed === 'unanswered') return refuse(own, 'release_unclaimed')
  // The claim took as long as the relay liked: this is the last moment before it goes out.
  const late = hold.stop.signal.aborted ? undefined : await refusalOf(own, verdict, quorumAt)
  if (hold.stop.signal.aborted || late !== undefined) {
    await report(own, undefined)
    return late === undefined ? cancel(own) : refuse(own, late.code)
  }
  const { sent, alarm } = await send(hold, own.request.action, sender)
  const view = endOf(own, verdict, sent, alarm)
  // Before it is recorded: the relay may be away, and the person need not wait for it.
  if (view.state === 'done') await sender.showDone(view)
  await report(own, sent, alarm)
  return view
}

function endOf(
  own: Own,
  { approvals }: Extract<Verdict, { kind: 'approved' }>,
  sent: Sent | undefined,
  alarm: Alarm | undefined,
): PanelView {
  const held = heldOf(own)
  if (sent === undefined) return { state: 'unknown', held }
  const by = approvals.map(({ approver }) => approver.name ?? approver.email ?? 'An approver')
  return { state: 'done', held, sent, by, alarm }
}

async function correctedNow({ request }: Pick<Own, 'request'>): Promise<number> {
  return (await issuerKeys()).correctedNow(request.requester.iss)
}

async function refusalOf(own: Own, verdict: Extract<Verdict, { kind: 'approved' }>, quorumAt: number) {
  const session = await readSession()
  // Who signed out in the meantime is nobody, and nobody's request is not released.
  if (session === undefined) return new ProtocolError('request_requester_mismatch')
  try {
    for (const { policy } of verdict.policies) {
      mayRelease({
        own,
        policy,
        madeUnder: own.request.policy,
        me: session.identity,
        approvals: verdict.approvals,
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
 * approved → released, atomically at the relay; waited for no longer than the request may run. Refused: its time was
 * over, or somebody was faster.
 */
async function claim(
  { request }: Pick<Own, 'request'>,
  quorumAt: number,
): Promise<'granted' | 'refused' | 'unanswered'> {
  const client = await relay()
  const until = Math.min(request.expires, quorumAt + request.execute_within * 1_000)
  const signal = AbortSignal.timeout(Math.max(0, until - (await correctedNow({ request }))))
  try {
    await client.call('claimRequest', { params: { id: request.id } }, signal)
    return 'granted'
  } catch (error) {
    if (error instanceof RelayError && error.status === 409) return 'refused'
    console.warn('Countersign: the claim was not answered.', error)
    return 'unanswered'
  }
}

/** Sends what no rule protects, through a block that does not look into bodies: the same hole, and nobody is asked. */
export async function sendThrough(hold: Hold, sender: Sender): Promise<void> {
  const { method, url } = asCaptured(hold.capture)
  const { alarm } = await send(hold, { method: method.toUpperCase(), url }, sender)
  // There is no request that the relay could record it with.
  if (alarm !== undefined) console.warn('Countersign: what was let through is not what left.', alarm)
}

type Ran = { readonly sent: Sent | undefined; readonly alarm: Alarm | undefined }
type Target = { readonly url: string; readonly method: string }

/** `sent` is undefined where it is not known how it went. */
async function send({ key, tabId, capture }: Hold, { method, url }: Target, sender: Sender): Promise<Ran> {
  const marked = markOnce(url)
  const watch = await watchBody(marked, { tab: tabId, body: capture.body })
  const hole = await openHole({ url: marked, method, tabId })
  const answer = capture.way === 'form' ? awaitFormAnswer(marked) : sender.sent
  sender.tell({ kind: 'send', key, url: marked })
  const sent = await answer.catch(() => undefined)
  await hole.close()
  return { sent, alarm: await watch.end() }
}

/**
 * Tells the relay what the console answered. A claim of an earlier worker may still be on its way when its outcome is
 * reported, so this is tried some times; a report that is lost costs knowledge, never a second sending.
 */
export async function report(
  { request }: Pick<Own, 'request'>,
  sent: Sent | undefined,
  alarm?: Alarm | undefined,
): Promise<void> {
  const client = await relay()
  const call = {
    params: { id: request.id },
    body: { ...(sent ?? { kind: 'unknown' as const }), ...(alarm === undefined ? {} : { alarm }) },
  }
  for (let tries = 0; tries < 6; tries += 1) {
    try {
      await client.call('reportOutcome', call)
      return
    } catch (error) {
      console.warn('Countersign: the outcome could not be reported.', error)
      await pause(250 * 2 ** tries, forever)
    }
  }
}

const forever = new AbortController().signal
