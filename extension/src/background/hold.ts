import { fitsAction, type TrustedPolicy } from '@countersign/shared/protocol'
import { endingWords, noPolicyWords, overheardWords, unfitWords } from '../policy-words.ts'
import { askAndRelease, outdated, outdatedView } from './ask-and-release.ts'
import { canStop } from './body-truth/can-stop.ts'
import { countingRules } from './counting-rules.ts'
import { note } from './coverage/coverage.ts'
import { heldPath } from './coverage/held-path.ts'
import { eitherWay } from './emergency/either-way.ts'
import type { Begun } from './held/begun.ts'
import { type Ended, view } from './held/ended.ts'
import { forget, type Hold } from './held/held.ts'
import { keep } from './held/keep.ts'
import { readStanding, refreshPolicy } from './policy/policy.ts'
import { type Person, prepare } from './prepare.ts'
import { letPass } from './release/let-pass.ts'
import { heldBy } from './request/ask.ts'
import { matchedBy } from './request/matched.ts'
import { asCaptured } from './request/request.ts'
import { resume } from './resume.ts'

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

async function isSucceeded({ digest }: TrustedPolicy): Promise<boolean> {
  await refreshPolicy()
  const standing = await readStanding()
  return standing.kind === 'policy' && standing.inForce.digest !== digest
}
