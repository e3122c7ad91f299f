import { demand } from '../errors.ts'
import type { Policy } from '../policy/index.ts'
import type { Approver } from './approver.ts'
import { isMember } from './member.ts'
import { type Identity, identityOf, isProvablySame, samePerson } from './person.ts'
import type { ActionRequest } from './request.ts'
import type { Vouched } from './vouched.ts'

/** The one who asked, as a sign-in of their own for this request names them. */
export type Requester = { readonly requester: Identity }

/**
 * Step 6 where the requester decides: that who signed in belongs to the organisation and is sure to be the one who asks.
 *
 * @throws {ProtocolError} `not_a_member`, `requester_is_another`, `requester_identity_unproven`
 */
export function demandRequester(policy: Policy, request: ActionRequest, vouched: Vouched): Requester {
  const requester = identityOf(vouched.issuer, vouched.claims)
  demand(isMember(vouched.issuer, vouched.claims), 'not_a_member')
  if (isProvablySame(policy, request.requester, requester)) return { requester }
  demand(samePerson(policy, request.requester, requester) !== 'different', 'requester_is_another')
  demand(false, 'requester_identity_unproven')
}

/** Who decided. */
export function whoDecided(decision: Requester | Approver): Identity {
  return 'approver' in decision ? decision.approver : decision.requester
}
