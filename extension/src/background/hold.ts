import type { RequestStatus } from '@countersign/shared/api'
import { fitsAction, type TrustedPolicy, wordsFor } from '@countersign/shared/protocol'
import type { PanelView } from '../panel-view.ts'
import { endingWords, noPolicyWords, overheardWords, unfitWords } from '../policy-words.ts'
import { ask, heldBy, heldOf, waitView } from './ask.ts'
import { awaitDecision } from './await-decision.ts'
import type { Begun } from './begun.ts'
import { canStop } from './body-truth/can-stop.ts'
import { correctedNow } from './clock.ts'
import { countingRules } from './counting-rules.ts'
import { note } from './coverage/coverage.ts'
import { heldPath } from './coverage/held-path.ts'
import { type Ended, view } from './ended.ts'
import { forget, type Hold, type Stored } from './held.ts'
import { judgeWhenReachable } from './judge-when-reachable.ts'
import { keep } from './keep.ts'
import { letPass } from './let-pass.ts'
import { matchedBy } from './matched.ts'
import { report } from './outcome.ts'
import { readStanding, refreshPolicy } from './policy/policy.ts'
import { type Person, prepare } from './prepare.ts'
import { cancel, refuse } from './refuse.ts'
import { release } from './release.ts'
import { asCaptured, type Own } from './request.ts'
import { whoDenied } from './verify.ts'
import { howDecided } from './was-decided.ts'
import { wentByWord } from './went.ts'

/**
 * One held request from capture to end: ask, wait, verify, release, record. A hold that an earlier worker had begun
 * goes on with the request that was asked then.
 */
export async function runHold(hold: Hold, begun: Begun, person: Person): Promise<Ended> {
  if (begun.kind === 'kept') return resume(hold, begun.stored, person)
  const { capture } = begun
  const standing = await readStanding()
  if (standing.kind === 'nothing') return view({ state: 'blocked', why: noPolicyWords(standing.trust) })
  const trusted = standing.inForce
  const now = Date.now()
  const { valid_until: validUntil } = trusted.policy
  if (now >= validUntil) return view({ state: 'blocked', why: endingWords(validUntil, now) ?? '' })
  const matched = matchedBy(trusted.policy, capture)
  if (matched === undefined) return letPass(hold, capture, trusted.policy)
  const counting = await countingRules(trusted.policy, { capture, matched, stop: hold.stop }, person.show)
  if (counting === undefined) return letPass(hold, capture, trusted.policy)
  if ('state' in counting) return view(counting)
  const { rule, params } = counting
  if (capture.overheard && !(await canStop())) {
    note(rule.console, heldPath(capture.way), 'blocked')
    return view({ state: 'blocked', why: overheardWords })
  }
  if (!fitsAction(rule, asCaptured(capture))) {
    note(rule.console, heldPath(capture.way), 'blocked')
    return view({ state: 'blocked', why: unfitWords })
  }
  person.show({ state: 'preparing' })
  const held = heldBy(rule, params)
  note(rule.console, heldPath(capture.way), 'held')
  const own = await prepare({ ...begun, stop: hold.stop }, trusted, rule, held, person)
  if ('state' in own) return view(own)
  // Beside the asking, not before it: a worker that dies in between asks anew, and the lost request expires unused.
  const kept = keep(hold, own, { step: 'asked' })
  const shown = await askAndRelease(hold, { own, quorumAt: undefined }, person, kept)
  if (shown !== outdated) return view(shown)
  if (!(await isSucceeded(trusted))) return view(outdatedView(own))
  // Nobody was asked yet: it is held anew, under the policy that counts now.
  await forget(hold.key)
  return runHold(hold, begun, person)
}

/** Where an earlier worker began to claim, it is not known whether the request went out: it never goes out again. */
async function resume(hold: Hold, stored: Stored, person: Person): Promise<Ended> {
  const { own } = stored
  if (stored.step === 'claiming') {
    // A worker that dies again before the relay has heard of it must not leave the page waiting for ever.
    return view({ state: 'unknown', held: heldOf(own) }, () => report(own, { kind: 'unknown' }))
  }
  const quorumAt = stored.step === 'ready' ? stored.quorumAt : undefined
  const shown = await askAndRelease(hold, { own, quorumAt }, person, Promise.resolve())
  return view(shown === outdated ? outdatedView(own) : shown)
}

/** What was asked, and when it was seen to be decided, if it was. */
type Asked = { readonly own: Own; readonly quorumAt: number | undefined }

/** The relay has another policy than the one that it was asked under. */
const outdated = 'outdated'

async function isSucceeded({ digest }: TrustedPolicy): Promise<boolean> {
  await refreshPolicy()
  const standing = await readStanding()
  return standing.kind === 'policy' && standing.inForce.digest !== digest
}

function outdatedView(own: Own): PanelView {
  const code = 'request_policy_mismatch'
  return { state: 'refused', held: heldOf(own), code, why: wordsFor(code) }
}

async function askAndRelease(
  hold: Hold,
  asked: Asked,
  person: Person,
  kept: Promise<void>,
): Promise<PanelView | typeof outdated> {
  const { signal } = hold.stop
  const { own } = asked
  const held = heldOf(own)
  person.show(waitView(own, undefined, undefined))
  const answer = await ask(own, signal, person.show)
  if (answer !== undefined && 'code' in answer) {
    await kept
    return answer.code === 'request_policy_mismatch' ? outdated : { state: 'refused', held, ...answer }
  }
  if (answer?.state === 'pending') person.show(waitView(own, answer, undefined))
  await kept
  const decided = await awaitDecision(own, signal, person.show)
  if (decided.kind === 'stopped') return cancel(own)
  if (decided.kind === 'expired') return { state: 'expired', held, how: await howDecided(own) }
  const { status } = decided
  if (mayRun.has(status.state)) return judgeAndRelease(hold, asked, status, person)
  if (status.state === 'denied') return { state: 'denied', held, ...((await whoDenied(own, status)) ?? unsignedDeny) }
  if (status.state === 'expired') return { state: 'expired', held, how: wentByWord(status) }
  if (status.state === 'cancelled') return { state: 'cancelled', held }
  // Released, and not by this worker: see `resume`.
  return { state: 'unknown', held }
}

/** By the relay's word; whether it does, the holder's own checks say. */
const mayRun: ReadonlySet<RequestStatus['state']> = new Set(['approved', 'confirmed', 'broken'])

const unsignedDeny = { by: 'The relay', reason: undefined }

async function judgeAndRelease(hold: Hold, asked: Asked, status: RequestStatus, person: Person): Promise<PanelView> {
  const { own } = asked
  const verdict = await judgeWhenReachable(own, status, hold.stop.signal, person.show)
  if (verdict.kind === 'stopped') return cancel(own)
  if (verdict.kind === 'too-late') return { state: 'expired', held: heldOf(own), how: wentByWord(status) }
  if (verdict.kind === 'refused') return refuse(own, verdict.code)
  const quorumAt = asked.quorumAt ?? (await correctedNow(own))
  return release({ hold, own, verdict, quorumAt }, person)
}
