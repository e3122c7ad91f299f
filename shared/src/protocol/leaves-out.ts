import { countsFor, type LeavesOut } from '../policy/index.ts'
import { vouchedFacts } from './approver.ts'
import type { Vouched } from './vouched.ts'

/** What is asked for, as far as a rule's `when` may speak of it. */
type Asked = { readonly method: string; readonly url: string }

/**
 * Which rules do not count where somebody asks for something at a time: those whose `when` says a plain no.
 *
 * @param who undefined where nobody has signed in: then no rule is left out that speaks of them
 * @param at milliseconds since the epoch
 */
export function leavesOutAt(who: Vouched | undefined, { method, url }: Asked, at: number): LeavesOut {
  const requester = who === undefined ? undefined : vouchedFacts(who)
  const occasion = { requester, method, url, time: new Date(at) }
  return (rule, params) => countsFor(rule, params, occasion) === 'no'
}
