import type { Policy } from '@countersign/shared/policy'

/** Whether a policy still holds; one that `ends` is soon over, after one that has `ended` everything stays held. */
export type Validity = 'holds' | 'ends' | 'ended'

/** The last day on which a policy holds, as its file says it: it ends at that day's midnight (UTC). */
export function lastDay({ valid_until }: Pick<Policy, 'valid_until'>): string {
  return new Date(valid_until - 1).toLocaleDateString([], { dateStyle: 'long', timeZone: 'UTC' })
}

/** How long before its end people are told. */
const warning = 14 * 86_400_000

export function validityOf({ valid_until }: Pick<Policy, 'valid_until'>, now: number): Validity {
  if (now >= valid_until) return 'ended'
  return now >= valid_until - warning ? 'ends' : 'holds'
}
