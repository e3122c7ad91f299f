import { ruleOf } from '@countersign/shared/policy'
import { type ActionRequest, openPartsOf } from '@countersign/shared/protocol'
import { Refusal } from '../refusal.ts'
import type { Relay } from '../relay.ts'
import { findWaiting } from './waiting-store.ts'

/**
 * Why there is nothing here for somebody who was not asked. Who will be asked in a later stage hears that, and nothing of
 * what it is about; to everybody else it is as if there were none.
 */
export async function whyUnasked(relay: Relay, id: string, person: string): Promise<Refusal> {
  return new Refusal((await isAskedLater(relay, id, person)) ? 'stage_not_open' : 'not_found')
}

async function isAskedLater(relay: Relay, id: string, person: string): Promise<boolean> {
  const waiting = await findWaiting(relay.db, id, relay.now())
  if (waiting === undefined) return false
  const request: ActionRequest = JSON.parse(waiting.request)
  const policy = relay.policies.find(request.policy)?.policy
  const rule = policy === undefined ? undefined : ruleOf(policy, request.action)
  if (policy === undefined || rule === undefined) return false
  const approver = relay.people.approverOf(policy, rule, request, person)
  const open = openPartsOf(policy, { rule, request }, waiting.approvals)
  return approver?.parts.some((part) => open.includes(part)) === false
}
