import type { RequestStatus } from '@countersign/shared/api'
import { isBlocked, matchAddress, type Policy, type Rule } from '@countersign/shared/policy'
import { type Captured, fitsAction, ProtocolError, type TrustedPolicy, wordsFor } from '@countersign/shared/protocol'
import type { SentCapture } from '../messages.ts'
import type { Held, PanelView } from '../panel-view.ts'
import { endingWords, noPolicyWords, overheardWords, unfitWords } from '../policy-words.ts'
import { ask, heldOf, waitView } from './ask.ts'
import { awaitDecision } from './await-decision.ts'
import { canStop } from './body-truth/can-stop.ts'
import { correctedNow } from './clock.ts'
import { note } from './coverage/coverage.ts'
import { heldPath } from './coverage/held-path.ts'
import type { Hold, Stored } from './held.ts'
import { judgeWhenReachable } from './judge-when-reachable.ts'
import { keep } from './keep.ts'
import { matchedBy } from './matched.ts'
import { report } from './outcome.ts'
import { readStanding } from './policy/policy.ts'
import { cancel, refuse } from './refuse.ts'
import { release, type Sender } from './release.ts'
import { asCaptured, makeRequest, type Own } from './request.ts'
import { sendThrough } from './send-try.ts'
import { freshSession } from './session.ts'
import { SignInFailed } from './sign-in.ts'
import { whoDenied } from './verify.ts'
import { wasApproved } from './was-approved.ts'

/** The page's and the person's part in a hold. */
export type Person = Sender & {
  readonly reason: Promise<string>
}

/** What a hold begins with: what a page has tried, or what an earlier worker kept. */
export type Begun = Tried | { readonly kind: 'kept'; readonly stored: Stored }

type Tried = {
  readonly kind: 'tried'
  readonly capture: SentCapture
  readonly page: { readonly title: string; readonly origin: string }
}

/**
 * How a hold ended: what the panel says; that the page sends it itself, since nothing stands in its way; or that it was
 * let through without anybody being asked.
 */
export type Ended =
  | { readonly kind: 'view'; readonly view: PanelView }
  | { readonly kind: 'pass' }
  | { readonly kind: 'through' }

/**
 * One held request from capture to end: ask, wait, verify, release, record. A hold that an earlier worker had begun
 * goes on with the request that was asked then.
 */
export async function runHold(hold: Hold, begun: Begun, person: Person): Promise<Ended> {
  if (begun.kind === 'kept') return view(await resume(hold, begun.stored, person))
  const { capture } = begun
  const standing = await readStanding()
  if (standing.kind === 'nothing') return view({ state: 'blocked', why: noPolicyWords(standing.trust) })
  const trusted = standing.inForce
  const now = Date.now()
  const { valid_until: validUntil } = trusted.policy
  if (now >= validUntil) return view({ state: 'blocked', why: endingWords(validUntil, now) ?? '' })
  const captured = asCaptured(capture)
  const matched = matchedBy(trusted.policy, capture)
  if (matched === undefined) {
    const blocked = isBlocked(trusted.policy, captured.method, captured.url)
    notePassed(trusted.policy, captured, capture.way, blocked)
    return letPass(hold, capture, blocked)
  }
  const { rule, params } = matched
  if (capture.overheard && !(await canStop())) {
    note(rule.console, heldPath(capture.way), 'blocked')
    return view({ state: 'blocked', why: overheardWords })
  }
  if (!fitsAction(rule, captured)) {
    note(rule.console, heldPath(capture.way), 'blocked')
    return view({ state: 'blocked', why: unfitWords })
  }
  person.show({ state: 'preparing' })
  const held = { template: rule.summary, params, console: rule.console }
  note(rule.console, heldPath(capture.way), 'held')
  const own = await prepare({ ...begun, stop: hold.stop }, trusted, rule, held, person)
  if ('state' in own) return view(own)
  // Beside the asking, not before it: a worker that dies in between asks anew, and the lost request expires unused.
  const kept = keep(hold, own, { step: 'asked' })
  return view(await askAndRelease(hold, { own, quorumAt: undefined }, person, kept))
}

/**
 * No rule protects it after all: the rule looks into the body, and this one says something else. A form that was taken
 * from the page cannot be given back to it.
 */
async function letPass(hold: Hold, capture: SentCapture, blocked: boolean): Promise<Ended> {
  if (!blocked && capture.way === 'fetch') return { kind: 'pass' }
  if (capture.way === 'sync') return view({ state: 'blocked', why: standingStill })
  // Whoever overheard its mark could send other content under it, which nobody has looked into.
  if (blocked && capture.overheard && !(await canStop())) return view({ state: 'blocked', why: overheardWords })
  const tried = hold.seat.taken()
  if (tried !== undefined) await sendThrough(hold, tried)
  return { kind: 'through' }
}

/** For the report: of an address that a rule names, and of none that is merely spelled oddly. */
function notePassed(policy: Policy, { method, url }: Captured, way: SentCapture['way'], blocked: boolean): void {
  const rule = matchAddress(policy, method, url)
  if (rule !== undefined) note(rule.console, heldPath(way), blocked ? 'passed' : 'relaxed')
}

const standingStill =
  'No rule protects this, but others of its address, and a request for which its page stands still cannot be looked into in time. Nothing was sent.'

function view(shown: PanelView): Ended {
  return { kind: 'view', view: shown }
}

/** Where an earlier worker began to claim, it is not known whether the request went out: it never goes out again. */
async function resume(hold: Hold, stored: Stored, person: Person): Promise<PanelView> {
  const { own } = stored
  if (stored.step !== 'claiming') {
    const quorumAt = stored.step === 'ready' ? stored.quorumAt : undefined
    return askAndRelease(hold, { own, quorumAt }, person, Promise.resolve())
  }
  await report(own, { kind: 'unknown' })
  return { state: 'unknown', held: heldOf(own) }
}

/** Everything before the request exists: the reason, the sign-in. */
async function prepare(
  { capture, page, stop }: Tried & Pick<Hold, 'stop'>,
  trusted: TrustedPolicy,
  rule: Rule,
  held: Held,
  person: Person,
): Promise<Own | PanelView> {
  const reason = rule.reason === 'required' ? await askReason(held, person, stop.signal) : undefined
  if (stop.signal.aborted) return { state: 'cancelled', held }
  try {
    const session = await freshSession(trusted.policy, ({ name }) =>
      person.show({ state: 'signing-in', held, issuer: name }),
    )
    if (stop.signal.aborted) return { state: 'cancelled', held }
    const own = await makeRequest({ trusted, rule, session, capture, page, reason })
    return own ?? { state: 'blocked', why: wordsFor('request_rule_mismatch') }
  } catch (error) {
    const issuer = trusted.policy.issuers[0]?.name ?? ''
    if (error instanceof SignInFailed) return { state: 'sign-in-failed', held, issuer, why: error.message }
    if (error instanceof ProtocolError) return { state: 'refused', held, code: error.code, why: error.message }
    throw error
  }
}

function askReason(held: Held, person: Person, signal: AbortSignal): Promise<string | undefined> {
  person.show({ state: 'reason', held })
  const stopped = new Promise<undefined>((resolve) => signal.addEventListener('abort', () => resolve(undefined)))
  return Promise.race([person.reason, stopped])
}

/** What was asked, and when its approval was seen, if it was. */
type Asked = { readonly own: Own; readonly quorumAt: number | undefined }

async function askAndRelease(hold: Hold, asked: Asked, person: Person, kept: Promise<void>): Promise<PanelView> {
  const { signal } = hold.stop
  const { own } = asked
  const held = heldOf(own)
  person.show(waitView(own, undefined, undefined))
  const answer = await ask(own, signal, person.show)
  if (answer !== undefined && 'code' in answer) return { state: 'refused', held, ...answer }
  if (answer?.state === 'pending') person.show(waitView(own, answer, undefined))
  await kept
  const decided = await awaitDecision(own, signal, person.show)
  if (decided.kind === 'stopped') return cancel(own)
  if (decided.kind === 'expired') return { state: 'expired', held, approved: await wasApproved(own) }
  const { status } = decided
  if (status.state === 'approved') return judgeAndRelease(hold, asked, status, person)
  if (status.state === 'denied') return { state: 'denied', held, ...((await whoDenied(own, status)) ?? unsignedDeny) }
  if (status.state === 'expired') return { state: 'expired', held, approved: status.decisions.length > 0 }
  if (status.state === 'cancelled') return { state: 'cancelled', held }
  // Released, and not by this worker: see `resume`.
  return { state: 'unknown', held }
}

const unsignedDeny = { by: 'The relay', reason: undefined }

async function judgeAndRelease(hold: Hold, asked: Asked, status: RequestStatus, person: Person): Promise<PanelView> {
  const { own } = asked
  const verdict = await judgeWhenReachable(own, status, hold.stop.signal, person.show)
  if (verdict.kind === 'stopped') return cancel(own)
  if (verdict.kind === 'too-late') return { state: 'expired', held: heldOf(own), approved: true }
  if (verdict.kind === 'refused') return refuse(own, verdict.code)
  const quorumAt = asked.quorumAt ?? (await correctedNow(own))
  return release({ hold, own, verdict, quorumAt }, person)
}
