import { demand } from '../errors.ts'
import { compileCondition, type GlassRule, type Policy } from '../policy/index.ts'
import { vouchedFacts } from './approver.ts'
import { isInGroup } from './group.ts'
import type { ActionRequest } from './request.ts'
import type { Vouched } from './vouched.ts'

/**
 * Whether somebody may break the glass of what they ask for, by the claims of the moment. Unknown lets nobody through;
 * nobody does it in another's place.
 *
 * @throws {ProtocolError} `glass_not_allowed`
 */
export function demandEntitled(
  policy: Policy,
  rule: GlassRule,
  request: Pick<ActionRequest, 'action' | 'created'>,
  vouched: Vouched,
): void {
  demand(isEntitled(policy, rule, request, vouched), 'glass_not_allowed')
}

export function isEntitled(
  policy: Policy,
  { break_glass }: GlassRule,
  { action, created }: Pick<ActionRequest, 'action' | 'created'>,
  vouched: Vouched,
): boolean {
  const facts = { requester: vouchedFacts(vouched), action, time: new Date(created) }
  return break_glass.who.every(({ groups, when }) => {
    if (groups === undefined && when === undefined) return false
    const isThere = groups === undefined || groups.some((name) => isInGroup(policy, name, vouched, created) === 'yes')
    return isThere && (when === undefined || compileCondition(when, 'glass')(facts) === 'yes')
  })
}
