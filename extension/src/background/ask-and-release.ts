import type { RequestStatus } from '@countersign/shared/api'
import { wordsFor } from '@countersign/shared/protocol'
import type { PanelView } from '../panel-view.ts'
import type { Hold } from './held/held.ts'
import type { Person } from './prepare.ts'
import { byPeople } from './release/by-people.ts'
import { release } from './release/release.ts'
import { ask, heldOf, waitView } from './request/ask.ts'
import { awaitDecision } from './request/await-decision.ts'
import { correctedNow } from './request/clock.ts'
import { whoDenied } from './request/denies.ts'
import { judgeWhenReachable } from './request/judge-when-reachable.ts'
import { cancel, refuse } from './request/refuse.ts'
import type { Own } from './request/request.ts'
import { howDecided } from './request/was-decided.ts'
import { wentByWord } from './request/went.ts'

/** What was asked, and when it was seen to be decided, if it was. */
export type Asked = { readonly own: Own; readonly quorumAt: number | undefined }

/** The relay has another policy than the one that it was asked under. */
export const outdated = 'outdated'

/** Asks the people who have to decide, and lets through what they let through. */
export async function askAndRelease(
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

/** What is shown where it cannot be asked anew under that policy. */
export function outdatedView(own: Own): PanelView {
  const code = 'request_policy_mismatch'
  return { state: 'refused', held: heldOf(own), code, why: wordsFor(code) }
}
