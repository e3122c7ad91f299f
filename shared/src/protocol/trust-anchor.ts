import { CompactSign, type CryptoKey, calculateJwkThumbprint, compactVerify, type JWK } from 'jose'
import { Policy } from '../policy/index.ts'
import { decodeBase64url, encodeBase64url } from './base64url.ts'
import { jcs, sha256 } from './digest.ts'
import { demand, ProtocolError } from './errors.ts'
import { parseCompact } from './id-token.ts'
import { parseAs } from './parse.ts'
import type { TrustedPolicy } from './verify-request.ts'

/** What a verifier believes without being told by the relay. */
export type TrustAnchor = { readonly relay: string; readonly policyKey: JWK }

const policyType = 'countersign-policy+jws'

/** Signs a compiled policy: a compact JWS (ES256) whose payload is the JCS of its JSON. */
export async function signPolicy(policy: Policy, privateKey: CryptoKey, publicKey: JWK): Promise<string> {
  return new CompactSign(new TextEncoder().encode(jcs(policy)))
    .setProtectedHeader({ alg: 'ES256', typ: policyType, kid: await calculateJwkThumbprint(publicKey) })
    .sign(privateKey)
}

/**
 * The policy in a signed file, under the pinned key. It may not be older than the one in force, nor past its date.
 *
 * @param inForce version of the policy that this verifier uses now, 0 when it has none
 * @throws {ProtocolError} a `policy_…` code
 */
export async function verifyPolicy(jws: string, pinned: JWK, inForce: number, now: number): Promise<TrustedPolicy> {
  const { header, payload } = parsePolicy(jws)
  demand(header['alg'] === 'ES256' && header['typ'] === policyType && header['crit'] === undefined, 'policy_malformed')
  demand(header['kid'] === (await calculateJwkThumbprint(pinned)), 'policy_key_mismatch')
  await verifyPolicySignature(jws, pinned)
  const policy = parseAs(Policy, payload, 'policy_malformed')
  demand(isCanonical(jws, policy), 'policy_malformed')
  demand(policy.version >= inForce, 'policy_rolled_back')
  demand(now < policy.valid_until, 'policy_expired')
  return { policy, digest: await policyDigest(jws) }
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
