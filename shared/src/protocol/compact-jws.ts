import { decodeBase64url } from '../encoding/base64url.ts'
import { type Json, parseStrictJson } from '../encoding/strict-json.ts'
import { demand, ProtocolError } from '../errors.ts'
import type { Claims } from './claim.ts'

/** A compact JWS taken apart; nothing of it is verified yet. */
export type ParsedJws = { readonly header: Claims; readonly payload: Claims; readonly signature: Uint8Array }

/**
 * Splits a compact JWS (RFC 7515 §7.1) strictly, before any library sees it: three parts of strict base64url, the
 * first two of them objects of strict JSON.
 *
 * @param limit of characters; looked at before anything else
 * @throws {ProtocolError} `token_malformed`, `base64url_malformed`, `json_malformed`
 */
export function parseCompact(jws: string, limit = 65_536): ParsedJws {
  demand(jws.length <= limit, 'token_malformed')
  const parts = jws.split('.')
  const [header, payload, signature] = parts
  demand(parts.length === 3 && !!header && !!payload && !!signature, 'token_malformed')
  return {
    header: asObject(parseStrictJson(decodeBase64url(header))),
    payload: asObject(parseStrictJson(decodeBase64url(payload))),
    signature: decodeBase64url(signature),
  }
}

function asObject(value: Json): Claims {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new ProtocolError('token_malformed')
  // Not null, not an array: a JSON object is all that is left.
  return value as Claims
}
