import { type RelayClient, RelayUnreachable } from '@countersign/shared/api'
import { type Digest, demand, type TrustAnchor, type TrustedPolicy, verifyPolicy } from '@countersign/shared/protocol'
import { calculateJwkThumbprint } from 'jose'
import { keep, kept } from '../kept.ts'

/** The policy that this phone goes by, and the key that push subscriptions are made for. */
export type InForce = {
  readonly trusted: TrustedPolicy
  readonly pushKey: string
  /** RFC 7638 thumbprint of the key that signed it, for people to compare. */
  readonly fingerprint: string
}

type KeptPolicy = {
  readonly fingerprint: string
  readonly version: number
  readonly jws: string
  readonly pushKey: string
}

/**
 * The policy in force, verified under the anchor; it never goes back to an earlier version. Without a connection, the
 * one that was in force last.
 *
 * @throws {ProtocolError} a `policy_…` code
 * @throws {RelayUnreachable} without a connection at the first start
 */
export async function loadPolicy(anchor: TrustAnchor, client: RelayClient, now: number): Promise<InForce> {
  const fingerprint = await calculateJwkThumbprint(anchor.policyKey)
  const earlier = await readKept(fingerprint)
  const { jws, pushKey } = await fetchOr(client, earlier)
  const trusted = await verifyPolicy(jws, anchor.policyKey, earlier?.version ?? 0, now)
  await keep<KeptPolicy>('policy', { fingerprint, version: trusted.policy.version, jws, pushKey })
  return { trusted, pushKey, fingerprint }
}

/**
 * The policy that a request carries the digest of: the one in force, or an earlier one under the same key.
 *
 * @throws {ProtocolError} a `policy_…` code, `request_policy_mismatch`
 */
export async function policyOf(
  digest: Digest,
  inForce: InForce,
  anchor: TrustAnchor,
  client: RelayClient,
  now: number,
): Promise<TrustedPolicy> {
  if (digest === inForce.trusted.digest) return inForce.trusted
  const { jws } = await client.call('policyByDigest', { params: { digest } })
  const earlier = await verifyPolicy(jws, anchor.policyKey, 0, now)
  demand(earlier.digest === digest, 'request_policy_mismatch')
  return earlier
}

/** What an earlier build with another key kept says nothing about this one. */
async function readKept(fingerprint: string): Promise<KeptPolicy | undefined> {
  const earlier = await kept<KeptPolicy>('policy')
  return earlier?.fingerprint === fingerprint ? earlier : undefined
}

async function fetchOr(client: RelayClient, earlier: KeptPolicy | undefined) {
  try {
    const { jws, push_key: pushKey } = await client.call('policy', {})
    return { jws, pushKey }
  } catch (error) {
    if (error instanceof RelayUnreachable && earlier !== undefined) return earlier
    throw error
  }
}
