import { demand } from '../errors.ts'
import type { Policy } from '../policy/index.ts'
import type { Digest } from './brands.ts'
import { jcs } from './digest.ts'
import { demandEmergency, type EmergencyStatement } from './emergency.ts'
import type { Identity } from './person.ts'
import type { ActionRequest } from './request.ts'
import type { VerifiedRequest } from './verify-request.ts'

/** What a holder knows by itself when it decides about a release without an approval. */
export type EmergencyHolding = {
  /** With the rule of the policy that it is judged by. */
  readonly own: VerifiedRequest
  readonly policy: Policy
  /** Digest of the policy in force when the request was made. */
  readonly madeUnder: Digest
  readonly me: Identity
  readonly statements: readonly EmergencyStatement[]
  readonly denied: boolean
  /** When the holder first saw enough keys, by its clock: corrected where an issuer was heard. */
  readonly quorumAt: number
  readonly now: number
}

/**
 * Whether the holder may let the held request through now, though nobody has approved it.
 *
 * @throws {ProtocolError} the reason why not
 */
export function mayReleaseInEmergency(holding: EmergencyHolding): void {
  const { own, policy, now } = holding
  const { request, rule } = own
  demand(!holding.denied, 'request_denied')
  demandEmergencyQuorum(own, holding.statements)
  demand(jcs(request.requester) === jcs(holding.me), 'request_requester_mismatch')
  demand(request.policy === holding.madeUnder && request.action.rule === rule.id, 'request_policy_mismatch')
  demand(now < policy.valid_until, 'policy_expired')
  demand(now <= emergencyUntil(own), 'emergency_expired')
  demand(now <= holding.quorumAt + request.execute_within * 1000, 'release_window_over')
}

/**
 * That enough keys have signed: each counts once, however often it signs and whatever it is called.
 *
 * @throws {ProtocolError} `emergency_not_allowed`, `emergency_missing`
 */
export function demandEmergencyQuorum({ rule }: VerifiedRequest, statements: readonly EmergencyStatement[]): void {
  const { quorum } = demandEmergency(rule)
  demand(differentKeys(statements) >= quorum, 'emergency_missing')
}

export function differentKeys(statements: readonly EmergencyStatement[]): number {
  return new Set(statements.map(({ thumbprint }) => thumbprint)).size
}

/**
 * Until when keys may release it: a clock of its own, since people carry files. It leaves the request's own clocks as
 * they are, so that it is one request whichever way it goes.
 *
 * @throws {ProtocolError} `emergency_not_allowed`
 */
export function emergencyUntil({
  request,
  rule,
}: Pick<VerifiedRequest, 'rule'> & { readonly request: Pick<ActionRequest, 'created'> }): number {
  return request.created + demandEmergency(rule).expires * 1000
}
