import type { RequestStatus } from '@countersign/shared/api'
import { isBlocked, matchRule, type Rule } from '@countersign/shared/policy'
import { type TrustedPolicy, wordsFor } from '@countersign/shared/protocol'
import type { Held, PanelView } from '../messages.ts'
import { endingWords, noPolicyWords } from '../policy-words.ts'
import { ask, heldOf, waitView } from './ask.ts'
import { awaitDecision } from './await-decision.ts'
import { type Hold, type Stored, store } from './held.ts'
import { judgeWhenReachable } from './judge-when-reachable.ts'
import { policyByDigest, readStanding } from './policy/policy.ts'
import { cancel, refuse } from './refuse.ts'
import { release, report, type Sender, sendThrough } from './release.ts'
import { asCaptured, isHeld, makeRequest, type Own } from './request.ts'
import { freshSession } from './session.ts'
import { SignInFailed } from './sign-in.ts'
import { whoDenied } from './verify.ts'

/** The page's and the person's part in a hold. */
export type Person = Sender & {
  readonly show: (view: PanelView) => void
  readonly reason: Promise<string>
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
export async function runHold(hold: Hold, stored: Stored | undefined, person: Person): Promise<Ended> {
  if (stored !== undefined) return view(await resume(hold, stored, person))
  const standing = await readStanding()
  if (standing.kind === 'nothing') return view({ state: 'blocked', why: noPolicyWords(standing.trust) })
  const trusted = standing.inForce
  const now = Date.now()
  const { valid_until: validUntil } = trusted.policy
  if (now >= validUntil) return view({ state: 'blocked', why: endingWords(validUntil, now) ?? '' })
  const captured = asCaptured(hold.capture)
  const matched = matchRule(trusted.policy, captured)
  if (matched === undefined) return letPass(hold, isBlocked(trusted.policy, captured.method, captured.url), person)
  const { rule, params } = matched
  person.show({ state: 'preparing' })
  const held = { template: rule.summary, params, console: rule.console }
  const own = await prepare(hold, trusted, rule, held, person)
  if ('state' in own) return view(own)
  // Beside the asking, not before it: a worker that dies in between asks anew, and the lost request expires unused.
  const kept = store(hold.key, { step: 'asked', tabId: hold.tabId, own })
  return view(await askAndRelease(hold, own, person, kept))
}

/**
 * No rule protects it after all: the rule looks into the body, and this one says something else. A form that was taken
 * from the page cannot be given back to it.
 */
async function letPass(hold: Hold, blocked: boolean, person: Person): Promise<Ended> {
  if (!blocked && hold.capture.way === 'fetch') return { kind: 'pass' }
  await sendThrough(hold, person)
  return { kind: 'through' }
}

function view(shown: PanelView): Ended {
  return { kind: 'view', view: shown }
}

/** Where an earlier worker began to claim, it is not known whether the request went out: it never goes out again. */
async function resume(hold: Hold, { step, own }: Stored, person: Person): Promise<PanelView> {
  if (step === 'asked') {
    const trusted = await policyByDigest(own.request.policy)
    if (trusted === undefined) return refuse(own, 'request_policy_mismatch')
    if (!(await isHeld(own, trusted, hold.capture))) return refuse(own, 'body_mismatch')
    return askAndRelease(hold, own, person, Promise.resolve())
  }
  await report(own, undefined)
  return { state: 'unknown', held: heldOf(own) }
}

/** Everything before the request exists: the reason, the sign-in. */
async function prepare(
  { capture, page, stop }: Hold,
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
    throw error
  }
}

function askReason(held: Held, person: Person, signal: AbortSignal): Promise<string | undefined> {
  person.show({ state: 'reason', held })
  const stopped = new Promise<undefined>((resolve) => signal.addEventListener('abort', () => resolve(undefined)))
  return Promise.race([person.reason, stopped])
}

async function askAndRelease(hold: Hold, own: Own, person: Person, kept: Promise<void>): Promise<PanelView> {
  const { signal } = hold.stop
  const held = heldOf(own)
  person.show(waitView(own, undefined, undefined))
  const asked = await ask(own, signal, person.show)
  if (asked !== undefined && 'code' in asked) return { state: 'refused', held, ...asked }
  if (asked?.state === 'pending') person.show(waitView(own, asked, undefined))
  await kept
  const decided = await awaitDecision(own, signal, person.show)
  if (decided.kind === 'stopped') return cancel(own)
  if (decided.kind === 'expired') return { state: 'expired', held, approved: false }
  const { status } = decided
  if (status.state === 'approved') return judgeAndRelease(hold, own, status, person)
  if (status.state === 'denied') return { state: 'denied', held, ...((await whoDenied(own, status)) ?? unsignedDeny) }
  if (status.state === 'expired') return { state: 'expired', held, approved: status.decisions.length > 0 }
  if (status.state === 'cancelled') return { state: 'cancelled', held }
  // Released, and not by this worker: see `resume`.
  return { state: 'unknown', held }
}

const unsignedDeny = { by: 'The relay', reason: undefined }

async function judgeAndRelease(hold: Hold, own: Own, status: RequestStatus, person: Person): Promise<PanelView> {
  const verdict = await judgeWhenReachable(own, status, hold.stop.signal, person.show)
  if (verdict.kind === 'stopped') return cancel(own)
  if (verdict.kind === 'too-late') return { state: 'expired', held: heldOf(own), approved: true }
  if (verdict.kind === 'approved') return release(hold, own, verdict, person)
  return refuse(own, verdict.code)
}
