import { asksWho, idsOf, type Matched, matchRule, namesOf, type Policy } from '@countersign/shared/policy'
import type { SentCapture } from '../messages.ts'
import type { PanelView } from '../panel-view.ts'
import type { Hold } from './held/held.ts'
import { heldBy } from './request/ask.ts'
import { leavesOutBy } from './request/leaves-out.ts'
import { asCaptured } from './request/request.ts'
import { freshSession } from './session/fresh-session.ts'
import type { Session } from './session/opened-session.ts'
import { atSignIn, failedView } from './session/sign-in-view.ts'

type Matching = { readonly capture: SentCapture; readonly matched: Matched } & Pick<Hold, 'stop' | 'desk'>

/**
 * Of the rules that match a capture those that count now, for whoever is signed in; undefined where none does. Whose
 * sign-in is not fresh enough to ask signs in first: nobody is spared anything by a group that they have left.
 */
export async function countingRules(
  policy: Policy,
  { capture, matched, stop, desk }: Matching,
  show: (view: PanelView) => void,
): Promise<Matched | PanelView | undefined> {
  const ids = idsOf(namesOf(matched))
  const conditional = policy.rules.filter(({ id, when }) => when !== undefined && ids.includes(id))
  if (conditional.length === 0) return matched
  if (!conditional.some(asksWho)) return countingBy(policy, capture, undefined)
  const held = heldBy(matched.rule, matched.params)
  try {
    // Whoever goes for an emergency key waits for no sign-in: then all of them count.
    const session = await Promise.race([freshSession(policy, atSignIn(held, show, stop.signal)), desk.opened])
    if (stop.signal.aborted) return { state: 'cancelled', held }
    return session === undefined ? matched : countingBy(policy, capture, session)
  } catch (error) {
    // On such a day every rule counts: keys that lie offline may still release it.
    if (matched.rule.emergency !== undefined && !stop.signal.aborted) return matched
    return failedView(error, held, stop.signal)
  }
}

function countingBy(policy: Policy, capture: SentCapture, session: Session | undefined): Matched | undefined {
  return matchRule(policy, asCaptured(capture), [], leavesOutBy(policy, session, capture, Date.now()))
}
