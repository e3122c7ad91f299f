import { sha256 as sha256OfFew } from '@noble/hashes/sha2.js'
import canonicalize from 'canonicalize'
import { encodeBase64url } from '../encoding/base64url.ts'
import { ProtocolError } from '../errors.ts'
import type { Digest } from './brands.ts'

/** base64url(SHA-256(bytes or UTF-8 of the text)). */
export async function sha256(input: string | Uint8Array<ArrayBuffer>): Promise<Digest> {
  const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input
  // SHA-256 in base64url is what the brand stands for.
  return encodeBase64url(await hashOf(bytes)) as Digest
}

/** A hand-over to the platform's threads costs more than hashing a few kilobytes; large bodies must not block. */
async function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  if (bytes.length <= 16_384) return sha256OfFew(bytes)
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
}

/**
 * The canonical form of a JSON value (RFC 8785).
 *
 * @throws {ProtocolError} `json_malformed` for what JSON cannot say: undefined, NaN, lone surrogates.
 */
export function jcs(value: unknown): string {
  const text = attempt(() => canonicalize(value))
  if (text === undefined || loneSurrogate.test(text)) throw new ProtocolError('json_malformed')
  return text
}

/** D of a request: base64url(SHA-256(JCS(value))). */
export function digestOf(value: unknown): Promise<Digest> {
  return sha256(jcs(value))
}

/** JSON.stringify writes a lone surrogate as an escape of its own: an odd number of backslashes before `ud8`…`udf`. */
const loneSurrogate = /(?<!\\)(?:\\\\)*\\ud[89a-f]/

function attempt(run: () => string | undefined): string | undefined {
  try {
    return run()
  } catch (cause) {
    throw new ProtocolError('json_malformed', { cause })
  }
}
