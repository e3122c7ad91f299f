import {
  type Approver,
  type Decision,
  type Identity,
  type IssuerKeys,
  type Requester,
  verifyBreakGlass,
  verifyConfirm,
  verifyDeny,
  verifyEvidence,
  whoDecided,
} from '@countersign/shared/protocol'
import { withKeys } from '../identity/with-keys.ts'
import type { Relay } from '../relay.ts'
import type { Asked } from '../requests/as-asked.ts'

/** A decision that counts: whose it is, and the parts of the approvers that it can count for. */
export type Judged = Asked & { readonly who: Identity; readonly parts: readonly number[] }

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
