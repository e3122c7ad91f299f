import { demand } from '../errors.ts'
import type { GlassRule, Policy } from '../policy/index.ts'
import { vouchedFacts } from './approver.ts'
import { isInGroup } from './group.ts'
import type { ActionRequest } from './request.ts'
import { satisfies } from './satisfies.ts'
import type { Vouched } from './vouched.ts'

/**
 * Whether somebody may break the glass of what they ask for, by the claims of the moment. Unknown lets nobody through;
 * nobody does it in another's place.
 *
 * @throws {ProtocolError} `glass_not_allowed`
 */
export function demandEntitled(
  policy: Policy,
  { break_glass }: GlassRule,
  { action, created }: Pick<ActionRequest, 'action' | 'created'>,
  vouched: Vouched,
): void {
  const facts = { requester: vouchedFacts(vouched), action, time: new Date(created) }
  const isIn = (name: string) => isInGroup(policy, name, vouched, created)
  const isEntitled = break_glass.who.every((those) => satisfies(those, 'glass', isIn, facts))
  demand(isEntitled, 'glass_not_allowed')
}
