import type { Json } from '../encoding/strict-json.ts'
import { demand } from '../errors.ts'
import { type Claims, isClaims } from './claim.ts'
import { type IssuerKeys, type Signer, verifyIssued } from './issued-token.ts'

/** Who sends security events (OpenID Shared Signals Framework 1.0), and to whom they are addressed. */
export type Transmitter = Signer & { readonly audience: string }

export type SecurityEvent = {
  /** Together with the transmitter it names this token. */
  readonly jti: string
  /** Milliseconds since the epoch, by the transmitter's clock. */
  readonly issued: number
  /** Event payloads by the URI of their type. */
  readonly events: Claims
  /** Whom they are about (RFC 9493). */
  readonly subject: Json | undefined
}

/**
 * A security event token (RFC 8417) of this transmitter, for this audience. It has no end (SSF §4.1.7): an old one is
 * as true as ever, and says when it was made.
 *
 * @throws {ProtocolError} a `token_…` code, `event_malformed`, `event_from_future`
 */
export async function verifySecurityEvent(
  token: string,
  transmitter: Transmitter,
  keys: IssuerKeys,
  now: number,
): Promise<SecurityEvent> {
  const { claims } = await verifyIssued(token, { isType, isFor }, [transmitter], keys)
  const { jti, events, iat, sub_id: subject } = claims
  demand(typeof jti === 'string' && jti !== '' && jti.length <= 500, 'event_malformed')
  demand(isClaims(events) && Object.keys(events).length > 0 && Object.values(events).every(isClaims), 'event_malformed')
  demand(iat * 1000 <= now + ahead, 'event_from_future')
  return { jti, issued: iat * 1000, events, subject }
}

/** The clocks of relay and transmitter may differ. */
const ahead = 60_000

/** Said in so many words (RFC 8417 §2.3), so that no token of another kind is taken for one. */
function isType(typ: Json | undefined): boolean {
  return typ === 'secevent+jwt'
}

/** One stream may have several receivers. */
function isFor({ aud }: Claims, { audience }: Transmitter): boolean {
  return [aud].flat().includes(audience)
}
