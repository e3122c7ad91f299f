import { isBlocked, matchAddress, type Policy } from '@countersign/shared/policy'
import type { SentCapture } from '../../messages.ts'
import { overheardWords } from '../../policy-words.ts'
import { canStop } from '../body-truth/can-stop.ts'
import { note } from '../coverage/coverage.ts'
import { heldPath } from '../coverage/held-path.ts'
import { type Ended, view } from '../held/ended.ts'
import type { Hold } from '../held/held.ts'
import { sendThrough } from './send-try.ts'

/**
 * No rule protects it after all: the rule looks into the body, and this one says something else, or it does not count
 * for whoever asks. A form that was taken
 * from the page cannot be given back to it.
 */
export async function letPass(hold: Hold, capture: SentCapture, policy: Policy): Promise<Ended> {
  const blocked = isBlocked(policy, capture.method, capture.url)
  notePassed(policy, capture, blocked)
  if (!blocked && capture.way === 'fetch') return { kind: 'pass' }
  if (capture.way === 'sync') return view({ state: 'blocked', why: standingStill })
  // Whoever overheard its mark could send other content under it, which nobody has looked into.
  if (blocked && capture.overheard && !(await canStop())) return view({ state: 'blocked', why: overheardWords })
  const tried = hold.seat.taken()
  if (tried !== undefined) await sendThrough(hold, tried)
  return { kind: 'through' }
}

/** For the report: of an address that a rule names, and of none that is merely spelled oddly. */
function notePassed(policy: Policy, { method, url, way }: SentCapture, blocked: boolean): void {
  const rule = matchAddress(policy, method, url)
  if (rule !== undefined) note(rule.console, heldPath(way), blocked ? 'passed' : 'relaxed')
}

const standingStill =
  'No rule protects this, but others of its address, and a request for which its page stands still cannot be looked into in time. Nothing was sent.'
