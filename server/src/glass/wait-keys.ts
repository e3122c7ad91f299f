import { idsOf } from '@countersign/shared/policy'
import type { ActionRequest } from '@countersign/shared/protocol'
import { personKey } from '../identity/people.ts'

/**
 * For what one broken glass at a time waits: each of the rules, and who asks. In one order everywhere, so that no two
 * lock one another out.
 */
export function waitKeys({ action, requester }: Pick<ActionRequest, 'action' | 'requester'>): readonly string[] {
  return [...idsOf(action).map((id) => `rule ${id}`), `person ${personKey(requester)}`].toSorted()
}
