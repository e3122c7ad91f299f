import { ruleOf } from '@countersign/shared/policy'
import { type ActionRequest, type Digest, demand, type VerifiedRequest } from '@countersign/shared/protocol'
import type { LoadedPolicy } from '../policy/load.ts'
import type { Relay } from '../relay.ts'
import type { StoredRequest } from './read-store.ts'

/** What was asked, under the policy of that time. */
export type Asked = { readonly policy: LoadedPolicy; readonly own: VerifiedRequest }

/** @throws {ProtocolError} where this node does not know that policy, or it has no such rule */
export async function askedFor(relay: Relay, stored: StoredRequest): Promise<Asked> {
  const request: ActionRequest = JSON.parse(stored.request)
  const policy = await relay.policies.byDigest(request.policy)
  const rule = ruleOf(policy.policy, request.action)
  demand(rule !== undefined, 'request_rule_mismatch')
  // The digest of the JCS text in the same row.
  return { policy, own: { request, digest: stored.digest as Digest, rule } }
}
