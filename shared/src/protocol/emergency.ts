import { CompactSign, type CryptoKey, calculateJwkThumbprint, compactVerify } from 'jose'
import { Type } from 'typebox'
import { demand, ProtocolError } from '../errors.ts'
import type { Emergency, EmergencyJwk, EmergencyKey, Policy, Rule } from '../policy/index.ts'
import { replaceRuleId } from '../policy/index.ts'
import { CompactJws, Digest } from './brands.ts'
import { parseCompact } from './compact-jws.ts'
import { parseAs } from './parse.ts'
import type { VerifiedRequest } from './verify-request.ts'

const emergencyType = 'countersign-emergency+jwt'

/** Counted in code points, as every length of the protocol is; of the trimmed text. */
export const leastEmergencyReason = 10

const Stated = Type.Object({ D: Digest, reason: Type.String({ maxLength: 1_000 }) }, { additionalProperties: false })
const Header = Type.Object(
  { alg: Type.Enum(['ES256', 'EdDSA']), typ: Type.Literal(emergencyType), kid: Digest },
  { additionalProperties: false },
)

/** An emergency key with its private half. */
export type EmergencySigner = { readonly key: EmergencyJwk; readonly privateKey: CryptoKey }

/** A statement that counts: by which of the policy's keys, and why. */
export type EmergencyStatement = {
  readonly key: Pick<EmergencyKey, 'id' | 'name'>
  /** RFC 7638. */
  readonly thumbprint: string
  readonly reason: string
}

/** The keeper's signed word that D is to be released without an approval. */
export async function signEmergency(
  { key, privateKey }: EmergencySigner,
  digest: Digest,
  reason: string,
): Promise<string> {
  demandEmergencyReason(reason)
  return new CompactSign(new TextEncoder().encode(JSON.stringify({ D: digest, reason })))
    .setProtectedHeader({ alg: algOf(key), typ: emergencyType, kid: await calculateJwkThumbprint(key) })
    .sign(privateKey)
}

/**
 * Whether a statement counts: by one of the keys that the request's rule names, over the verifier's own copy. The key is
 * the policy's and never the header's; so is the algorithm.
 *
 * @param received from a person's clipboard, or the relay
 * @throws {ProtocolError} `emergency_not_allowed`, `emergency_malformed`, `emergency_key_unknown`,
 *   `emergency_signature_invalid`, `emergency_digest_mismatch`, `emergency_reason_missing`
 */
export async function verifyEmergency(
  received: string,
  own: VerifiedRequest,
  policy: Policy,
): Promise<EmergencyStatement> {
  const emergency = demandEmergency(own.rule)
  const jws = parseAs(CompactJws, received, 'emergency_malformed')
  const { header, payload } = parseOrMalformed(jws)
  const { alg, kid } = parseAs(Header, header, 'emergency_malformed')
  const { D, reason } = parseAs(Stated, payload, 'emergency_malformed')
  const key = (await keysOf(policy, emergency)).find(({ thumbprint }) => thumbprint === kid)
  demand(key !== undefined, 'emergency_key_unknown')
  demand(alg === algOf(key.key), 'emergency_malformed')
  await verifySignature(jws, key.key)
  demand(D === own.digest, 'emergency_digest_mismatch')
  demandEmergencyReason(reason)
  return { key: { id: key.id, name: key.name }, thumbprint: key.thumbprint, reason }
}

/** @throws {ProtocolError} `emergency_reason_missing` */
export function demandEmergencyReason(reason: string): void {
  demand([...reason.trim()].length >= leastEmergencyReason, 'emergency_reason_missing')
}

/**
 * What a rule says of emergencies. The rule for the policy itself has none: who could change the policy by a key could
 * let that key do everything.
 *
 * @throws {ProtocolError} `emergency_not_allowed`
 */
export function demandEmergency({ id, emergency, approvers }: Rule): Emergency {
  demand(emergency !== undefined && approvers !== undefined && id !== replaceRuleId, 'emergency_not_allowed')
  return emergency
}

type KnownKey = EmergencyKey & { readonly thumbprint: string }

/** The keys that a rule names, with their thumbprints. A policy of another compiler may name what is not there. */
export function keysOf({ emergency_keys: all = [] }: Policy, { keys }: Emergency): Promise<readonly KnownKey[]> {
  const named = all.filter(({ id }) => keys.includes(id))
  return Promise.all(named.map(async (one) => ({ ...one, thumbprint: await calculateJwkThumbprint(one.key) })))
}

function algOf({ kty }: EmergencyJwk): 'ES256' | 'EdDSA' {
  return kty === 'EC' ? 'ES256' : 'EdDSA'
}

function parseOrMalformed(jws: string) {
  try {
    return parseCompact(jws)
  } catch (cause) {
    throw new ProtocolError('emergency_malformed', { cause })
  }
}

async function verifySignature(jws: string, key: EmergencyJwk): Promise<void> {
  try {
    await compactVerify(jws, key, { algorithms: [algOf(key)] })
  } catch (cause) {
    throw new ProtocolError('emergency_signature_invalid', { cause })
  }
}
