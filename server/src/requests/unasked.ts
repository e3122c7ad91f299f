import { ruleOf } from '@countersign/shared/policy'
import { type ActionRequest, openPartsOf } from '@countersign/shared/protocol'
import { Refusal } from '../refusal.ts'
import type { Relay } from '../relay.ts'
import { findAsked, type Waiting } from './waiting-store.ts'

/**
 * Why there is nothing here for somebody who was not asked. Who would be asked in a later stage hears that, or that it is
 * over, and nothing of what it is about; to everybody else it is as if there were none.
 */
export async function whyUnasked(relay: Relay, id: string, person: string): Promise<Refusal> {
  const found = await findAsked(relay.db, id)
  if (found === undefined) return new Refusal('not_found')
  const request: ActionRequest = JSON.parse(found.request)
  if (!isAskedLater(relay, request, found, person)) return new Refusal('not_found')
  if (found.state !== 'pending') return new Refusal('request_not_pending', { state: found.state })
  // The sweep that ends overdue requests may be some milliseconds behind.
  if (request.expires <= relay.now()) return new Refusal('request_not_pending', { state: 'expired' })
  return new Refusal('stage_not_open')
}

function isAskedLater(relay: Relay, request: ActionRequest, { approvals }: Waiting, person: string): boolean {
  const policy = relay.policies.find(request.policy)?.policy
  const rule = policy === undefined ? undefined : ruleOf(policy, request.action)
  if (policy === undefined || rule === undefined) return false
  const approver = relay.people.approverOf(policy, rule, request, person)
  const open = openPartsOf(policy, { rule, request }, approvals)
  return approver?.parts.some((part) => open.includes(part)) === false
}
