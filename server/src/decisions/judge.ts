import { ruleOf } from '@countersign/shared/policy'
import {
  type ActionRequest,
  type Approver,
  type Decision,
  type Digest,
  demand,
  type Identity,
  type IssuerKeys,
  type Requester,
  type VerifiedRequest,
  verifyBreakGlass,
  verifyConfirm,
  verifyDeny,
  verifyEvidence,
  whoDecided,
} from '@countersign/shared/protocol'
import { withKeys } from '../identity/with-keys.ts'
import type { LoadedPolicy } from '../policy/load.ts'
import type { Relay } from '../relay.ts'
import type { StoredRequest } from '../requests/read-store.ts'

/** What was asked, under the policy of that time. */
export type Asked = { readonly policy: LoadedPolicy; readonly own: VerifiedRequest }

/** A decision that counts: whose it is, and the parts of the approvers that it can count for. */
export type Judged = Asked & { readonly who: Identity; readonly parts: readonly number[] }

export async function askedFor(relay: Relay, stored: StoredRequest): Promise<Asked> {
  const request: ActionRequest = JSON.parse(stored.request)
  const policy = await relay.policies.byDigest(request.policy)
  const rule = ruleOf(policy.policy, request.action)
  demand(rule !== undefined, 'request_rule_mismatch')
  // The digest of the JCS text in the same row.
  return { policy, own: { request, digest: stored.digest as Digest, rule } }
}

/**
 * Judges a decision as every verifier does.
 *
 * @throws {Refusal} and {ProtocolError}
 */
export async function judge(relay: Relay, asked: Asked, decision: Decision): Promise<Judged> {
  const decided = await withKeys(relay, asked.policy.policy, decision.id_token, (keys) =>
    verified(asked, decision, keys, relay.now()),
  )
  return { ...asked, who: whoDecided(decided), parts: 'parts' in decided ? decided.parts : [] }
}

function verified(
  { policy: { policy }, own }: Asked,
  decision: Decision,
  keys: IssuerKeys,
  now: number,
): Promise<Approver | Requester> {
  if (decision.decision === 'approve') return verifyEvidence(decision, own, policy, keys, now)
  if (decision.decision === 'confirm') return verifyConfirm(decision, own, policy, keys, now)
  if (decision.decision === 'break-glass') return verifyBreakGlass(decision, own, policy, keys, now)
  return verifyDeny(decision, own.digest, own.request, own.rule, policy, keys)
}
