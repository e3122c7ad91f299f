import { type Account, type Policy, type Rule, someTruth } from '../policy/index.ts'
import { partsFor, placesOf } from './approver.ts'
import { isAbsentInGroup, isInGroup } from './group.ts'
import type { ActionRequest } from './request.ts'
import type { Vouched } from './vouched.ts'

/** In whose place somebody is let into some of these groups, where they are in none of them themselves. */
export function representedIn(
  policy: Policy,
  groups: readonly string[],
  vouched: Vouched,
  at: number,
  places: readonly Account[],
): readonly Account[] {
  if (places.length === 0) return []
  const own = someTruth(groups.map((name) => isInGroup(policy, name, vouched, at)))
  if (own === 'yes') return []
  return places.filter((account) => groups.some((name) => isAbsentInGroup(policy, name, account, at) === 'yes'))
}

/** In whose place somebody decides, for parts which they could not decide for by themselves. */
export function representedBy(
  policy: Policy,
  rule: Pick<Rule, 'approvers'>,
  request: Pick<ActionRequest, 'requester' | 'action' | 'created'>,
  vouched: Vouched,
): readonly Account[] {
  const places = placesOf(policy, rule, request, vouched)
  const parts = partsFor(policy, rule, request, vouched).flatMap((index) => rule.approvers?.parts[index] ?? [])
  return places.filter((place) =>
    parts.some(({ groups = [] }) => representedIn(policy, groups, vouched, request.created, [place]).length > 0),
  )
}
