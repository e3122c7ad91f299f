import type { Issuer, Policy } from '../policy/index.ts'
import type { Claims } from './claim.ts'
import { type IssuedToken, type IssuerKeys, verifyIssued } from './issued-token.ts'

/** For which of an issuer's three clients a token must have been issued. */
export type ClientRole = keyof Issuer['clients']

export type VerifiedToken = IssuedToken<Issuer>

/**
 * Step 1 of verification: an ID token's issuer, signature and audience (OpenID Connect Core §3.1.3.7), under the
 * verifier's own policy and keys. Nonce and times are for the caller, since what they must be depends on its use.
 *
 * @param role the one client that the token must be for; a token of another is refused before its nonce is looked at
 * @throws {ProtocolError} a `token_…` code
 */
export function verifyIdToken(
  token: string,
  role: ClientRole | readonly ClientRole[],
  policy: Pick<Policy, 'issuers'>,
  keys: IssuerKeys,
): Promise<VerifiedToken> {
  const expected = {
    // A token of another kind is none (RFC 8725 §3.11).
    isType: (typ: unknown) => typ === undefined || typ === 'JWT',
    isFor: (claims: Claims, issuer: Issuer) => roleOf(claims, issuer, [role].flat()) !== undefined,
  }
  return verifyIssued(token, expected, policy.issuers, keys)
}

/** Which of these clients a token was issued for, and for nobody else (`aud`, `azp`). */
export function roleOf(
  { aud, azp }: Claims,
  { clients }: Pick<Issuer, 'clients'>,
  roles: readonly ClientRole[],
): ClientRole | undefined {
  const audiences = Array.isArray(aud) ? aud : [aud]
  const [audience] = audiences
  if (audiences.length !== 1 || (azp !== undefined && azp !== audience)) return undefined
  return roles.find((role) => clients[role] === audience)
}
