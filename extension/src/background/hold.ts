import type { RequestStatus } from '@countersign/shared/api'
import { fitsAction, ProtocolError, type TrustedPolicy, wordsFor } from '@countersign/shared/protocol'
import type { PanelView } from '../panel-view.ts'
import { endingWords, noPolicyWords, overheardWords, unfitWords } from '../policy-words.ts'
import { ask, heldBy, heldOf, waitView } from './ask.ts'
import { awaitDecision } from './await-decision.ts'
import type { Begun } from './begun.ts'
import { canStop } from './body-truth/can-stop.ts'
import { byPeople } from './by-people.ts'
import { correctedNow } from './clock.ts'
import { countingRules } from './counting-rules.ts'
import { note } from './coverage/coverage.ts'
import { heldPath } from './coverage/held-path.ts'
import { byKeys } from './emergency/by-keys.ts'
import { eitherWay } from './emergency/either-way.ts'
import { areEnough, judgeStatements } from './emergency/judge-statements.ts'
import { type Ended, view } from './ended.ts'
import { forget, type Hold, hadDesk, type Stored } from './held.ts'
import { judgeWhenReachable } from './judge-when-reachable.ts'
import { keep } from './keep.ts'
import { letPass } from './let-pass.ts'
import { matchedBy } from './matched.ts'
import { readStanding, refreshPolicy } from './policy/policy.ts'
import { type Person, prepare } from './prepare.ts'
import { cancel, refuse } from './refuse.ts'
import { release } from './release.ts'
import { reportUnknown } from './report-unknown.ts'
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
  const counting = await countingRules(trusted.policy, { capture, matched, ...hold }, person.show)
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
  const own = await prepare({ ...begun, ...hold }, trusted, rule, held, person)
  if ('state' in own) return view(own)
  // Beside the asking, not before it: a worker that dies in between asks anew, and the lost request expires unused.
  const kept = keep(hold, own, { step: 'asked' })
  const asked = { own, quorumAt: undefined }
  const shown = await eitherWay(hold, own, person, (asking) => askAndRelease(asking, asked, person, kept))
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
    return view({ state: 'unknown', held: heldOf(own) }, () => reportUnknown(own))
  }
  if (stored.step === 'signed') return view(await releaseSigned(hold, stored, person))
  if (await hadDesk(hold.key)) hold.desk.open()
  const asked = { own, quorumAt: stored.step === 'ready' ? stored.quorumAt : undefined }
  const shown = await eitherWay(hold, own, person, (asking) => askAndRelease(asking, asked, person, Promise.resolve()))
  return view(shown === outdated ? outdatedView(own) : shown)
}

/** What keys had signed when an earlier worker died is judged again: the policy may be another one by now. */
async function releaseSigned(
  hold: Hold,
  { own, statements, quorumAt }: Extract<Stored, { step: 'signed' }>,
  person: Person,
): Promise<PanelView> {
  try {
    const judgements = await judgeStatements(own, statements)
    if (!areEnough(judgements)) return refuse(own, 'emergency_missing')
    return await release({ hold, own, warrant: byKeys(own, { statements, judgements, quorumAt }) }, person)
  } catch (error) {
    if (error instanceof ProtocolError) return refuse(own, error.code)
    throw error
  }
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
  if (decided.kind === 'stopped') return stopped(own, signal)
  if (decided.kind === 'expired') return { state: 'expired', held, how: await howDecided(own) }
  const { status } = decided
  if (mayRun.has(status.state)) return judgeAndRelease(hold, asked, status, person)
  if (status.state === 'denied') return { state: 'denied', held, ...((await whoDenied(own, status)) ?? unsignedDeny) }
  if (status.state === 'expired') return { state: 'expired', held, how: wentByWord(own, status) }
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
  if (verdict.kind === 'stopped') return stopped(own, hold.stop.signal)
  if (verdict.kind === 'too-late') return { state: 'expired', held: heldOf(own), how: wentByWord(own, status) }
  if (verdict.kind === 'refused') return refuse(own, verdict.code)
  const quorumAt = asked.quorumAt ?? (await correctedNow(own))
  // Keys were faster: theirs is the release.
  if (!hold.decide('people')) return { state: 'cancelled', held: heldOf(own) }
  return release({ hold, own, warrant: byPeople(own, verdict, quorumAt) }, person)
}

/** The person gives up; or keys let it through, and nobody is told that it is cancelled. */
function stopped(own: Own, { reason }: AbortSignal): Promise<PanelView> | PanelView {
  return reason === 'superseded' ? { state: 'cancelled', held: heldOf(own) } : cancel(own)
}
