import { compactVerify, type JSONWebKeySet, type JWK } from 'jose'
import type { Issuer, Policy } from '../policy/index.ts'
import { decodeBase64url } from './base64url.ts'
import { demand, ProtocolError } from './errors.ts'
import type { Claims } from './person.ts'
import { type Json, parseStrictJson } from './strict-json.ts'

/** For which of an issuer's three clients a token must have been issued. */
export type ClientRole = keyof Issuer['clients']

/** The signing keys that a verifier fetched itself, by exact issuer string. */
export type IssuerKeys = Readonly<Record<string, JSONWebKeySet>>

export type VerifiedToken = { readonly issuer: Issuer; readonly claims: Claims & { readonly iat: number } }

/**
 * Step 1 of verification: an ID token's issuer, signature and audience (OpenID Connect Core §3.1.3.7), under the
 * verifier's own policy and keys. Nonce and times are for the caller, since what they must be depends on its use.
 *
 * @param role the one client that the token must be for; a token of another is refused before its nonce is looked at
 * @throws {ProtocolError} a `token_…` code
 */
export async function verifyIdToken(
  token: string,
  role: ClientRole | readonly ClientRole[],
  policy: Policy,
  keys: IssuerKeys,
): Promise<VerifiedToken> {
  const { header, payload } = parseCompact(token)
  const issuer = policy.issuers.find((candidate) => candidate.issuer === payload['iss'])
  demand(issuer !== undefined, 'token_issuer_unknown')
  const key = selectKey(header, issuer, keys[issuer.issuer])
  demandAudience(
    payload,
    [role].flat().map((name) => issuer.clients[name]),
  )
  await verifySignature(token, key, String(header['alg']))
  return { issuer, claims: withIssueTime(payload) }
}

/** Splits a compact JWS (RFC 7515 §7.1) strictly, before any library sees it. */
export function parseCompact(
  token: string,
  limit = 65_536,
): { header: Claims; payload: Claims; signature: Uint8Array } {
  const parts = token.split('.')
  const [header, payload, signature] = parts
  demand(parts.length === 3 && !!header && !!payload && !!signature && token.length <= limit, 'token_malformed')
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

function selectKey(header: Claims, issuer: Issuer, jwks: JSONWebKeySet | undefined): JWK {
  const { alg, kid } = header
  demand(
    issuer.algorithms.some((allowed) => allowed === alg),
    'token_alg_refused',
  )
  // RFC 7515 §4.1.11: a critical extension that is not understood makes the token invalid; none is understood here.
  demand(header['crit'] === undefined && header['b64'] === undefined, 'token_malformed')
  demand(header['typ'] === undefined || header['typ'] === 'JWT', 'token_malformed')
  const suitable = (jwks?.keys ?? []).filter((key) => suits(key, String(alg)) && (kid === undefined || key.kid === kid))
  const [key, second] = suitable
  demand(key !== undefined, 'token_key_unknown')
  demand(second === undefined, 'token_key_ambiguous')
  return key
}

const keyShape: Readonly<Record<string, (key: JWK) => boolean>> = {
  RS256: ({ kty }) => kty === 'RSA',
  PS256: ({ kty }) => kty === 'RSA',
  ES256: ({ kty, crv }) => kty === 'EC' && crv === 'P-256',
  ES384: ({ kty, crv }) => kty === 'EC' && crv === 'P-384',
  EdDSA: ({ kty, crv }) => kty === 'OKP' && crv === 'Ed25519',
}

function suits(key: JWK, alg: string): boolean {
  return (
    (keyShape[alg]?.(key) ?? false) &&
    (key.alg === undefined || key.alg === alg) &&
    (key.use === undefined || key.use === 'sig') &&
    (key.key_ops === undefined || key.key_ops.includes('verify'))
  )
}

function demandAudience(payload: Claims, clients: readonly string[]): void {
  const { aud, azp } = payload
  const audiences = Array.isArray(aud) ? aud : [aud]
  const [audience] = audiences
  demand(
    audiences.length === 1 && typeof audience === 'string' && clients.includes(audience),
    'token_audience_mismatch',
  )
  demand(azp === undefined || azp === audience, 'token_audience_mismatch')
}

async function verifySignature(token: string, key: JWK, alg: string): Promise<void> {
  const verified = signedBy.get(key) ?? new Set()
  if (verified.has(token)) return
  try {
    await compactVerify(token, key, { algorithms: [alg] })
  } catch (cause) {
    throw new ProtocolError('token_signature_invalid', { cause })
  }
  remember(key, verified, token)
}

/**
 * Tokens whose signature was found good under a key, by key and whole token: a session's token proves many requests.
 * Nothing else is remembered; issuer, audience, nonce and times are judged anew each time.
 */
const signedBy = new WeakMap<JWK, Set<string>>()
const remembered = 500

function remember(key: JWK, verified: Set<string>, token: string): void {
  const [oldest] = verified
  if (verified.size >= remembered && oldest !== undefined) verified.delete(oldest)
  signedBy.set(key, verified.add(token))
}

function withIssueTime(claims: Claims): Claims & { readonly iat: number } {
  const { iat } = claims
  demand(typeof iat === 'number' && Number.isFinite(iat), 'token_malformed')
  return { ...claims, iat }
}
