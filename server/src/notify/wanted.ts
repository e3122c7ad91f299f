import { ruleOf } from '@countersign/shared/policy'
import type { ActionRequest } from '@countersign/shared/protocol'
import type { Policies } from '../policy/in-force.ts'
import type { About } from './store.ts'

/** Of whom a decision, or a review, is wanted, and for which console, as far as this node knows the policy. */
export type Wanted = { readonly console: string; readonly of: 'approvers' | 'requester' | 'reviewers' }

export function wantedFor(policies: Pick<Policies, 'find'>, request: ActionRequest, about: About): Wanted {
  const policy = policies.find(request.policy)?.policy
  const rule = policy === undefined ? undefined : ruleOf(policy, request.action)
  return {
    console: rule?.console ?? new URL(request.action.url).host,
    of: about === 'glass' ? 'reviewers' : rule?.self_confirm === true ? 'requester' : 'approvers',
  }
}
