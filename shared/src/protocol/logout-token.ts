import type { Json } from '../encoding/strict-json.ts'
import { demand } from '../errors.ts'
import type { Issuer, Policy } from '../policy/index.ts'
import { type Claims, isClaims } from './claim.ts'
import { type ClientRole, roleOf } from './id-token.ts'
import { type IssuerKeys, verifyIssued } from './issued-token.ts'

/** What a provider says by a logout token: whose sessions of which client it has ended, until when. */
export type Logout = {
  readonly issuer: Issuer
  readonly role: ClientRole
  /** Together with the issuer it names this token. */
  readonly jti: string
  /** Milliseconds since the epoch, by the issuer's clock. */
  readonly issued: number
  /** The `sub` of their ID tokens; at least one of the two is there. */
  readonly subject: string | undefined
  /** The `sid` of their ID tokens: of one sign-in at the provider. */
  readonly sid: string | undefined
}

/**
 * A logout token (OpenID Connect Back-Channel Logout 1.0 §2.6), fresh, and of a client of this policy. That it comes
 * once is for the caller, who has the memory for it.
 *
 * @throws {ProtocolError} a `token_…` or `logout_…` code
 */
export async function verifyLogoutToken(
  token: string,
  policy: Pick<Policy, 'issuers'>,
  keys: IssuerKeys,
  now: number,
): Promise<Logout> {
  const expected = {
    isType: (typ: Json | undefined) => typ === undefined || typ === 'logout+jwt' || typ === 'JWT',
    isFor: (claims: Claims, of: Issuer) => roleOf(claims, of, roles) !== undefined,
  }
  const { issuer, claims } = await verifyIssued(token, expected, policy.issuers, keys)
  const role = roleOf(claims, issuer, roles)
  const { jti, sub: subject, sid, nonce, events } = claims
  demand(role !== undefined, 'token_audience_mismatch')
  // What an ID token has, and what it has not: neither is ever taken for the other.
  demand(nonce === undefined && isLogout(events), 'logout_malformed')
  demand(isName(jti) && isNameOrAbsent(subject) && isNameOrAbsent(sid), 'logout_malformed')
  demand(subject !== undefined || sid !== undefined, 'logout_malformed')
  demandFresh(claims, now)
  return { issuer, role, jti, issued: claims.iat * 1000, subject, sid }
}

const roles: readonly ClientRole[] = ['extension', 'app', 'approver']
const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout'

/** That one event (RFC 8417 §2.2), and no other. */
function isLogout(events: Json | undefined): boolean {
  return isClaims(events) && Object.keys(events).join() === logoutEvent && isClaims(events[logoutEvent])
}

const nameLimit = 500

function isName(value: Json | undefined): value is string {
  return typeof value === 'string' && value !== '' && value.length <= nameLimit
}

function isNameOrAbsent(value: Json | undefined): value is string | undefined {
  return value === undefined || isName(value)
}

/** A provider says it at once; one that was kept would end sessions which came after it. */
const maxAge = 300_000
/** The clocks of relay and provider may differ. */
const ahead = 60_000

function demandFresh({ iat, exp }: Claims & { readonly iat: number }, now: number): void {
  demand(typeof exp === 'number' && exp * 1000 > now, 'token_expired')
  demand(iat * 1000 >= now - maxAge, 'logout_too_old')
  demand(iat * 1000 <= now + ahead, 'logout_from_future')
}
