import { demand, parseCompact, type TrustedPolicy, type VerifiedRequest, verifyReview } from '../protocol/index.ts'
import type { ProofBundle } from './bundle.ts'
import { attempt } from './bundle-check.ts'
import { keysFor } from './bundle-keys.ts'
import type { BundleCheck, EmergencyFound, OwnKnowledge, ReviewFound } from './bundle-report.ts'
import { verifyEmergencyRecord } from './verify-emergency-record.ts'

/** What emergency keys have signed, if anything. */
export async function attemptEmergency(
  { emergency, proof }: ProofBundle,
  request: VerifiedRequest,
  { policy }: TrustedPolicy,
): Promise<readonly BundleCheck<EmergencyFound>[]> {
  if (emergency === undefined) return []
  const { released } = emergency
  const checked = await attempt(async () => {
    const statements = await verifyEmergencyRecord(emergency, request, policy)
    const { iat } = parseCompact(proof.id_token).payload
    return { found: { statements, released, signedIn: Number(iat) * 1_000 }, voucher: 'own' as const }
  })
  return [checked]
}

/** The review that is in the file, if any: of something that was approved there is none. */
export async function attemptReview(
  bundle: ProofBundle,
  request: VerifiedRequest,
  { policy }: TrustedPolicy,
  own: OwnKnowledge,
): Promise<readonly BundleCheck<ReviewFound>[]> {
  const { review: given, decisions } = bundle
  if (given === undefined) return []
  const { at, review } = given
  const checked = await attempt(async () => {
    const isAsked =
      bundle.emergency !== undefined || decisions.some(({ decision }) => decision.decision === 'break-glass')
    demand(isAsked, 'review_not_asked')
    const { keys, voucher } = keysFor(review.id_token, bundle, own)
    const reviewed = await verifyReview(review, request, policy, keys)
    const { iat } = parseCompact(review.id_token).payload
    return { found: { ...reviewed, signed: typeof iat === 'number' ? iat * 1_000 : at, at }, voucher }
  })
  return [checked]
}
