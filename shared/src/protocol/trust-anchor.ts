import { CompactSign, type CryptoKey, calculateJwkThumbprint, compactVerify, type JWK } from 'jose'
import { decodeBase64url, encodeBase64url } from '../encoding/base64url.ts'
import { demand, ProtocolError } from '../errors.ts'
import { Policy } from '../policy/index.ts'
import type { Claims } from './claim.ts'
import { parseCompact } from './compact-jws.ts'
import { jcs, sha256 } from './digest.ts'
import { parseAs } from './parse.ts'
import { followHandovers } from './policy-handover.ts'
import type { TrustedPolicy } from './verify-request.ts'

/** What a verifier believes without being told by the relay. */
export type TrustAnchor = {
  /** The relay's origin. */
  readonly relay: string
  readonly policyKey: JWK
  /** The least version that a fresh installation takes: an older policy may be as valid, and be kept ready. */
  readonly minVersion: number
}

/** A policy that counts, with the key that vouches for it: the pinned one, or the one that it handed over to. */
export type VerifiedPolicy = TrustedPolicy & { readonly key: JWK }

const policyType = 'countersign-policy+jws'

/**
 * Signs a compiled policy: a compact JWS (ES256) whose payload is the JCS of its JSON.
 *
 * @param handovers from earlier keys to this one, oldest first; see policy-handover.ts
 */
export async function signPolicy(
  policy: Policy,
  privateKey: CryptoKey,
  publicKey: JWK,
  handovers: readonly string[] = [],
): Promise<string> {
  const chain = handovers.length === 0 ? {} : { handovers: [...handovers] }
  return new CompactSign(new TextEncoder().encode(jcs(policy)))
    .setProtectedHeader({ alg: 'ES256', typ: policyType, kid: await calculateJwkThumbprint(publicKey), ...chain })
    .sign(privateKey)
}

/**
 * The policy in a signed file, under the pinned key or one that it has handed over to. It may not be older than the
 * one in force, nor past its date.
 *
 * @param least the least version to take: the one in force, or the anchor's `minVersion` where there is none yet
 * @throws {ProtocolError} a `policy_…` code
 */
export async function verifyPolicy(jws: string, pinned: JWK, least: number, now: number): Promise<VerifiedPolicy> {
  const { header, payload } = parsePolicy(jws)
  const plain = header['crit'] === undefined && header['b64'] === undefined
  demand(header['alg'] === 'ES256' && header['typ'] === policyType && plain, 'policy_malformed')
  const key = await keyFor(header, pinned)
  await verifyPolicySignature(jws, key)
  const policy = parseAs(Policy, payload, 'policy_malformed')
  demand(isCanonical(jws, policy), 'policy_malformed')
  demand(policy.version >= least, 'policy_rolled_back')
  demand(now < policy.valid_until, 'policy_expired')
  return { policy, digest: await policyDigest(jws), key }
}

/** A policy signed with the pinned key needs no hand-over, whatever else its header carries. */
async function keyFor(header: Claims, pinned: JWK): Promise<JWK> {
  if (header['kid'] === (await calculateJwkThumbprint(pinned))) return pinned
  const key = await followHandovers(pinned, header['handovers'])
  demand(header['kid'] === (await calculateJwkThumbprint(key)), 'policy_key_mismatch')
  return key
}

function parsePolicy(jws: string) {
  try {
    return parseCompact(jws, 4_194_304)
  } catch (cause) {
    throw new ProtocolError('policy_malformed', { cause })
  }
}

async function verifyPolicySignature(jws: string, pinned: JWK): Promise<void> {
  try {
    await compactVerify(jws, pinned, { algorithms: ['ES256'] })
  } catch (cause) {
    throw new ProtocolError('policy_signature_invalid', { cause })
  }
}

/** One policy has one spelling, so that it has one digest. */
function isCanonical(jws: string, policy: Policy): boolean {
  return jws.split('.')[1] === encodeBase64url(new TextEncoder().encode(jcs(policy)))
}

/** The digest that requests carry: over the very bytes that were signed. */
function policyDigest(jws: string) {
  return sha256(decodeBase64url(jws.split('.')[1] ?? ''))
}
