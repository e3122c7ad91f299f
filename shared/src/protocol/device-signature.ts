import { CompactSign, type CryptoKey, compactVerify, type JWK } from 'jose'
import { type ErrorCode, ProtocolError } from '../errors.ts'
import { isPublicP256 } from '../keys/public-key.ts'
import type { Claims } from './claim.ts'
import { parseCompact } from './compact-jws.ts'
import { knownDevice } from './known-device.ts'

/** A device's key pair; the private half cannot be exported. */
export type DeviceKey = { readonly privateKey: CryptoKey; readonly publicJwk: JWK }

/** A statement of a device: compact JWS, ES256, public key in the header (RFC 7515 §4.1.3). */
export async function signStatement(
  key: DeviceKey,
  typ: string,
  payload: Readonly<Record<string, string>>,
): Promise<string> {
  return new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'ES256', typ, jwk: key.publicJwk })
    .sign(key.privateKey)
}

/**
 * Verifies a device's statement under the key that it carries; whose key that is, the caller learns by `jkt`.
 *
 * @returns the payload and the key's RFC 7638 thumbprint
 * @throws {ProtocolError} with `malformed` or `invalid`
 */
export async function verifyStatement(
  jws: string,
  typ: string,
  codes: { readonly malformed: ErrorCode; readonly invalid: ErrorCode },
): Promise<{ payload: Claims; jkt: string }> {
  const { header, payload } = parseOr(jws, codes.malformed)
  const { alg, jwk } = header
  const isOurs = Object.keys(header).every((name) => statementHeader.has(name))
  if (!isOurs || alg !== 'ES256' || header['typ'] !== typ || !isPublicP256(jwk)) {
    throw new ProtocolError(codes.malformed)
  }
  try {
    const { key, jkt } = await knownDevice(jwk)
    await compactVerify(jws, key, { algorithms: ['ES256'] })
    return { payload, jkt }
  } catch (cause) {
    throw new ProtocolError(codes.invalid, { cause })
  }
}

/** Only devices of this protocol make these headers: what is not of it has no business in one (RFC 7515 §4). */
const statementHeader: ReadonlySet<string> = new Set(['alg', 'typ', 'jwk'])

function parseOr(jws: string, code: ErrorCode) {
  try {
    return parseCompact(jws)
  } catch (cause) {
    throw new ProtocolError(code, { cause })
  }
}
