import { compactVerify, type JSONWebKeySet, type JWK } from 'jose'
import type { Issuer, Policy } from '../policy/index.ts'
import type { Claims } from './claim.ts'
import { parseCompact } from './compact-jws.ts'
import { demand, ProtocolError } from './errors.ts'
import { bareKey, selectKey } from './key-set.ts'

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
  policy: Pick<Policy, 'issuers'>,
  keys: IssuerKeys,
): Promise<VerifiedToken> {
  const { header, payload } = parseCompact(token)
  const issuer = policy.issuers.find((candidate) => candidate.issuer === payload['iss'])
  demand(issuer !== undefined, 'token_issuer_unknown')
  demandPlainJwt(header)
  const key = selectKey(header, issuer, keys[issuer.issuer])
  demandAudience(
    payload,
    [role].flat().map((name) => issuer.clients[name]),
  )
  await verifySignature(token, key, String(header['alg']))
  return { issuer, claims: withIssueTime(payload) }
}

/**
 * No extension is understood, so none may be critical (RFC 7515 §4.1.11), the payload is base64url (RFC 7797), and a
 * token is neither of another kind (RFC 8725 §3.11) nor nested in another one (RFC 7519 §5.2: `cty`).
 */
function demandPlainJwt({ crit, b64, typ, cty }: Claims): void {
  demand(crit === undefined && b64 === undefined && cty === undefined, 'token_malformed')
  demand(typ === undefined || typ === 'JWT', 'token_malformed')
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
    await compactVerify(token, bareKey(key), { algorithms: [alg] })
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
