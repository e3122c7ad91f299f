import { demand } from '../errors.ts'
import { hasGlass, type Policy } from '../policy/index.ts'
import type { Approver } from './approver.ts'
import type { Digest } from './brands.ts'
import { jcs } from './digest.ts'
import type { Identity } from './person.ts'
import { hasQuorum } from './quorum.ts'
import type { VerifiedRequest } from './verify-request.ts'

/** What was decided, as far as it counts. */
type Decided = Pick<Holding, 'own' | 'policy' | 'approvals' | 'confirmed' | 'broken'>

/** What a holder knows by itself when it decides about a release. */
export type Holding = {
  /** With the rule of the policy that it is judged by. */
  readonly own: VerifiedRequest
  readonly policy: Policy
  /** Digest of the policy in force when the request was made. */
  readonly madeUnder: Digest
  readonly me: Identity
  readonly approvals: readonly Approver[]
  /** The requester's own sign-in for it was seen; it counts where the rule asks for that. */
  readonly confirmed: boolean
  /** The requester's own sign-in to go without approval was seen; it counts where the rule allows that. */
  readonly broken: boolean
  readonly denied: boolean
  /** When the holder first saw the quorum, the confirm or the broken glass, by its corrected clock. */
  readonly quorumAt: number
  readonly now: number
}

/**
 * Steps 6 and 7: whether the holder may let the held request through now.
 *
 * @throws {ProtocolError} the reason why not
 */
export function mayRelease(holding: Holding): void {
  const { own, policy } = holding
  const { request, rule } = own
  demand(!holding.denied, 'request_denied')
  demandDecided(holding)
  demand(jcs(request.requester) === jcs(holding.me), 'request_requester_mismatch')
  demand(request.policy === holding.madeUnder && request.action.rule === rule.id, 'request_policy_mismatch')
  demand(holding.now < policy.valid_until, 'policy_expired')
  demand(holding.now <= request.expires, 'release_expired')
  demand(holding.now <= holding.quorumAt + request.execute_within * 1000, 'release_window_over')
}

/**
 * Step 6: that those have decided whom the rule asks, or that the glass was broken where it may be.
 *
 * @throws {ProtocolError} `quorum_missing`, `quorum_unknown`, `confirm_missing`
 */
export function demandDecided({ own, policy, approvals, confirmed, broken }: Decided): void {
  if (own.rule.approvers === undefined) demand(confirmed, 'confirm_missing')
  else demand(hasQuorum(policy, own, approvals) || (broken && hasGlass(own.rule)), 'quorum_missing')
}
