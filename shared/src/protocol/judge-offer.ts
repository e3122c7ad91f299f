import { followOffer, type KeysFor, type Standing } from './policy-offer.ts'
import { verifyReplacement } from './policy-replacement.ts'
import type { VerifiedPolicy } from './trust-anchor.ts'

/**
 * The newest policy of an offer, if every step from what the verifier trusts to it holds. The one in force is given
 * back where the offer ends with it. Whatever is thrown, the last good policy stays in force.
 *
 * @param offered a `PolicyOffer`, as the relay sent it; it is parsed here
 * @throws {ProtocolError} a `policy_…` code, or one of a replacement's checks
 */
export function judgeOffer(
  offered: unknown,
  standing: Standing,
  keysFor: KeysFor,
  now: number,
): Promise<VerifiedPolicy> {
  return followOffer(offered, standing, verifyReplacement, keysFor, now)
}
