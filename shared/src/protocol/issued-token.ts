import { compactVerify, type JSONWebKeySet, type JWK } from 'jose'
import type { Json } from '../encoding/strict-json.ts'
import { demand, ProtocolError } from '../errors.ts'
import type { Issuer } from '../policy/index.ts'
import type { Claims } from './claim.ts'
import { parseCompact } from './compact-jws.ts'
import { bareKey, selectKey } from './key-set.ts'

/** The signing keys that a verifier fetched itself, by exact issuer string. */
export type IssuerKeys = Readonly<Record<string, JSONWebKeySet>>

/** Who signs tokens, and how. */
export type Signer = Pick<Issuer, 'issuer' | 'algorithms'>

/** What a token has to be, beside well signed. */
export type Expected<From extends Signer> = {
  /** Whether its `typ` (RFC 8725 §3.11) is that of such a token; undefined where it has none. */
  readonly isType: (typ: Json | undefined) => boolean
  /** Whether it was issued for the one who looks at it. */
  readonly isFor: (claims: Claims, issuer: From) => boolean
}

export type IssuedToken<From extends Signer> = {
  readonly issuer: From
  readonly claims: Claims & { readonly iat: number }
}

/**
 * A token that one of these issuers signed, of the kind and for the use expected. Nonce and times are for the caller.
 *
 * @throws {ProtocolError} a `token_…` code
 */
export async function verifyIssued<From extends Signer>(
  token: string,
  expected: Expected<From>,
  issuers: readonly From[],
  keys: IssuerKeys,
): Promise<IssuedToken<From>> {
  const { header, payload } = parseCompact(token)
  const issuer = issuers.find((candidate) => candidate.issuer === payload['iss'])
  demand(issuer !== undefined, 'token_issuer_unknown')
  demandPlain(header)
  demand(expected.isType(header['typ']), 'token_malformed')
  const key = selectKey(header, issuer, keys[issuer.issuer])
  demand(expected.isFor(payload, issuer), 'token_audience_mismatch')
  await verifySignature(token, key, String(header['alg']))
  return { issuer, claims: withIssueTime(payload) }
}

/**
 * No extension is understood, so none may be critical (RFC 7515 §4.1.11), the payload is base64url (RFC 7797), and a
 * token is not nested in another one (RFC 7519 §5.2: `cty`).
 */
function demandPlain({ crit, b64, cty }: Claims): void {
  demand(crit === undefined && b64 === undefined && cty === undefined, 'token_malformed')
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
