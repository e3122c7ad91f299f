import { type Static, Type } from 'typebox'
import { decodeBase64url } from '../encoding/base64url.ts'
import { ProtocolError } from '../errors.ts'
import type { Policy } from '../policy/index.ts'
import { sha256 } from './digest.ts'
import type { IssuerKeys } from './issued-token.ts'
import { parseAs } from './parse.ts'
import type { verifyReplacement } from './policy-replacement.ts'
import { Replacement } from './policy-replacement-shape.ts'
import { type TrustAnchor, type VerifiedPolicy, verifyPolicy } from './trust-anchor.ts'

/** What a relay says is in force: the last signed policy, and what has replaced it by evidence since, in order. */
export const PolicyOffer = Type.Object({
  jws: Type.String({ maxLength: 4_194_304 }),
  replacements: Type.Array(Replacement, { maxItems: 100 }),
})
export type PolicyOffer = Static<typeof PolicyOffer>

/** Where a verifier stands: its anchor, and the policy that it has in force, if any. */
export type Standing = { readonly anchor: TrustAnchor; readonly inForce: VerifiedPolicy | undefined }

/** The verifier's keys for a token under a policy; see key-source.ts. */
export type KeysFor = (token: string, policy: Policy) => Promise<IssuerKeys>

/** `verifyReplacement`, or what loads it first: most offers carry no replacement, and it takes every other check along. */
export type VerifyReplacement = typeof verifyReplacement

/**
 * The newest policy of an offer, if every step from what the verifier trusts to it holds; see judge-offer.ts.
 *
 * @param offered a `PolicyOffer`, as the relay sent it; it is parsed here
 * @throws {ProtocolError} a `policy_…` code, or one of a replacement's checks
 */
export async function followOffer(
  offered: unknown,
  { anchor, inForce }: Standing,
  verify: VerifyReplacement,
  keysFor: KeysFor,
  now: number,
): Promise<VerifiedPolicy> {
  const { jws, replacements } = parseAs(PolicyOffer, offered, 'policy_malformed')
  const known = inForce === undefined ? -1 : await placeOf(inForce, jws, replacements)
  const [start, from] =
    inForce !== undefined && known >= 0
      ? [inForce, known]
      : [await verifyPolicy(jws, inForce?.key ?? anchor.policyKey, leastOf(anchor, inForce), now), 0]
  let current = start
  for (const replacement of replacements.slice(from)) {
    const keys = await keysOf(replacement, current, keysFor)
    current = await verify(replacement, current, keys, now)
  }
  return current
}

/** A version is one policy: what claims the same version as the one in force and is another is none. */
function leastOf({ minVersion }: TrustAnchor, inForce: VerifiedPolicy | undefined): number {
  return inForce === undefined ? minVersion : Math.max(minVersion, inForce.policy.version + 1)
}

/** How many replacements of the offer lie at or before the policy in force; -1 where it is not of this chain. */
async function placeOf({ digest }: VerifiedPolicy, jws: string, replacements: readonly Replacement[]): Promise<number> {
  const bodies = [jws.split('.')[1] ?? '', ...replacements.map(({ body }) => body)]
  const digests = await Promise.all(bodies.map((body) => digestOfBody(body)))
  return digests.lastIndexOf(digest)
}

async function digestOfBody(body: string) {
  try {
    return await sha256(decodeBase64url(body))
  } catch (cause) {
    throw new ProtocolError('policy_malformed', { cause })
  }
}

async function keysOf(
  { proof, decisions }: Replacement,
  { policy }: VerifiedPolicy,
  keysFor: KeysFor,
): Promise<IssuerKeys> {
  const tokens = [proof.id_token, ...decisions.map(({ decision }) => decision.id_token)]
  const sets = await Promise.all(tokens.map((token) => keysFor(token, policy)))
  return Object.assign({}, ...sets)
}
