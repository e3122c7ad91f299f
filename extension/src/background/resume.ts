import { ProtocolError } from '@countersign/shared/protocol'
import type { PanelView } from '../panel-view.ts'
import { askAndRelease, outdated, outdatedView } from './ask-and-release.ts'
import { byKeys } from './emergency/by-keys.ts'
import { eitherWay } from './emergency/either-way.ts'
import { areEnough, judgeStatements } from './emergency/judge-statements.ts'
import { reportUnknown } from './emergency/report-unknown.ts'
import { type Ended, view } from './held/ended.ts'
import { type Hold, hadDesk, type Stored } from './held/held.ts'
import type { Person } from './prepare.ts'
import { release } from './release/release.ts'
import { heldOf } from './request/ask.ts'
import { refuse } from './request/refuse.ts'

/**
 * Goes on with what an earlier worker had begun. Where it began to claim, it is not known whether the request went out: it never
 * goes out again.
 */
export async function resume(hold: Hold, stored: Stored, person: Person): Promise<Ended> {
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
