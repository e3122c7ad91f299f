import {
  decodeBase64url,
  type TrustedPolicy,
  type VerifiedRequest,
  verifyBefore,
  verifyBytes,
  verifyEmergencyRequest,
  verifyRequest,
} from '../protocol/index.ts'
import type { Bundle, ProofBundle } from './bundle.ts'
import { attempt, type Found } from './bundle-check.ts'
import { decisionOf } from './bundle-decision.ts'
import { keysFor } from './bundle-keys.ts'
import { policyOf } from './bundle-policy.ts'
import { quorumOf } from './bundle-quorum.ts'
import type { BundleCheck, BundleReport, OwnKnowledge, Verdict } from './bundle-report.ts'
import { attemptEmergency, attemptReview } from './bundle-unapproved.ts'

/**
 * Verifies a request's bundle: everything that every other verifier checks, from the file and the verifier's own
 * knowledge alone. Times at which the relay says that something arrived are its word; what they could change is only
 * whether a token that was good when it was issued had run out.
 */
export async function verifyBundle(bundle: Bundle, own: OwnKnowledge): Promise<BundleReport> {
  if ('erased' in bundle) return { verdict: 'erased', bundle }
  const policy = await attempt(() => policyOf(bundle, own))
  if (!policy.ok) return { verdict: 'invalid', bundle, policy }
  const request = await attempt(() => requestOf(bundle, policy.found, own))
  if (!request.ok) return { verdict: 'invalid', bundle, policy, request }
  const content = await attempt(() => contentOf(bundle))
  const decisions = await Promise.all(
    bundle.decisions.map((given) => attempt(() => decisionOf(given, request.found, policy.found, own, bundle))),
  )
  const emergency = await attemptEmergency(bundle, request.found, policy.found)
  const byKeys = emergency.some(({ ok }) => ok)
  const quorum = await attempt(async () => quorumOf(bundle, decisions, request.found, policy.found, byKeys))
  const review = await attemptReview(bundle, request.found, policy.found, own)
  const checks: readonly BundleCheck[] = [policy, request, content, quorum, ...decisions, ...emergency, ...review]
  const [reviewed] = review
  const [released] = emergency
  const keyed = released === undefined ? {} : { emergency: released }
  const found = { verdict: verdictOf(checks), bundle, policy, request, content, decisions, quorum, ...keyed }
  return reviewed === undefined ? found : { ...found, review: reviewed }
}

function verdictOf(checks: readonly BundleCheck[]): Exclude<Verdict, 'erased'> {
  if (checks.some(({ ok }) => !ok)) return 'invalid'
  return checks.some((check) => check.ok && check.voucher === 'relay') ? 'relay-keys' : 'valid'
}

/** In an emergency the sign-in of who asked may be of any age; it is said of when. */
async function requestOf(
  bundle: ProofBundle,
  trusted: TrustedPolicy,
  own: OwnKnowledge,
): Promise<Found<VerifiedRequest>> {
  const { keys, voucher } = keysFor(bundle.proof.id_token, bundle, own)
  const body = bundle.body === undefined ? undefined : decodeBase64url(bundle.body)
  const verify = bundle.emergency === undefined ? verifyRequest : verifyEmergencyRequest
  return { found: await verify(bundle.request, bundle.proof, trusted, keys, body), voucher }
}

/** The content may have been deleted, or never have travelled; the action names its digest all the same. */
async function contentOf({
  body,
  before,
  request,
}: ProofBundle): Promise<Found<'checked' | 'not in the file' | 'none'>> {
  if (before !== undefined) await verifyBefore(request, decodeBase64url(before))
  if (request.action.body === undefined && body === undefined) return { found: 'none', voucher: 'own' }
  if (body === undefined) return { found: 'not in the file', voucher: 'own' }
  await verifyBytes(request.action, decodeBase64url(body))
  return { found: 'checked', voucher: 'own' }
}
