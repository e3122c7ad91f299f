import type { Policy } from '../policy/index.ts'
import {
  countParts,
  type ErrorCode,
  ProtocolError,
  samePerson,
  type TrustedPolicy,
  type VerifiedRequest,
  whoDecided,
} from '../protocol/index.ts'
import type { ProofBundle } from './bundle.ts'
import type { Found } from './bundle-check.ts'
import type { BundleCheck, DecisionFound, Enough } from './bundle-report.ts'

/** Whether the relay's account fits: what is said to have been let through, enough people approved and nobody denied. */
export function quorumOf(
  { relay }: ProofBundle,
  decisions: readonly BundleCheck<DecisionFound>[],
  own: VerifiedRequest,
  { policy }: TrustedPolicy,
  byKeys: boolean,
): Found<Enough> {
  const found = decisions.flatMap((check) => (check.ok ? [check.found] : []))
  if (isRepeated(policy, found)) throw new ProtocolError('decision_repeated')
  const enough = enoughOf(policy, own, found, byKeys)
  const letThrough = ['approved', 'confirmed', 'broken', 'released'].includes(relay.state)
  if (letThrough && !enough.reached) throw new ProtocolError(missing(own))
  if (letThrough && found.some(({ decision }) => decision === 'deny')) throw new ProtocolError('request_denied')
  return { found: enough, voucher: 'own' }
}

function enoughOf(policy: Policy, own: VerifiedRequest, found: readonly DecisionFound[], byKeys: boolean): Enough {
  if (own.rule.approvers === undefined) {
    return { reached: found.some(({ decision }) => decision === 'confirm'), without: false, parts: [] }
  }
  const approvals = found.flatMap((one) => (one.decision === 'approve' ? [one] : []))
  const parts = countParts(policy, own, approvals)
  const isApproved = parts.every(({ count, quorum }) => count >= quorum)
  const without = byKeys || (!isApproved && found.some(({ decision }) => decision === 'break-glass'))
  return { reached: isApproved || without, without, parts }
}

function missing({ rule }: VerifiedRequest): ErrorCode {
  return rule.approvers === undefined ? 'confirm_missing' : 'quorum_missing'
}

/** Nobody decides twice: the same evidence shown again would make it look as if more people had agreed. */
function isRepeated(policy: Policy, found: readonly DecisionFound[]): boolean {
  return found.some((one, index) =>
    found.slice(0, index).some((earlier) => samePerson(policy, whoDecided(earlier), whoDecided(one)) === 'same'),
  )
}
