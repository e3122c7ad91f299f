import type { Json } from '../encoding/strict-json.ts'
import { demand } from '../errors.ts'
import { type Claims, isClaims } from './claim.ts'
import type { SecurityEvent } from './security-event.ts'

/** Whose sessions at an issuer are over: all of an account or of an address, or those of one sign-in. */
export type Revoked =
  | { readonly by: 'subject'; readonly subject: string }
  | { readonly by: 'email'; readonly email: string }
  | { readonly by: 'sid'; readonly sid: string }

/** OpenID Continuous Access Evaluation Profile 1.0 §3.1. */
export const sessionRevoked = 'https://schemas.openid.net/secevent/caep/event-type/session-revoked'

/**
 * Whose sessions an event ends; undefined where it ends none: it is of another type, or about somebody who is not named
 * in a way that is known here.
 *
 * @param issuer the one whose accounts the transmitter may speak of
 * @throws {ProtocolError} `event_malformed`
 */
export function revokedBy({ events, subject }: SecurityEvent, issuer: string): Revoked | undefined {
  const event = Object.hasOwn(events, sessionRevoked) ? events[sessionRevoked] : undefined
  if (!isClaims(event)) return undefined
  // Drafts had it within the event, and some transmitters still do.
  const given = subject ?? event['subject']
  if (!isComplex(given)) return nameIn(identifier(given), issuer)
  const { user, session } = given
  // Of somebody with a session: all of theirs. What this relay calls their session the transmitter may not know.
  if (user !== undefined) return nameIn(identifier(user), issuer)
  if (session === undefined) return undefined
  const named = identifier(session)
  return named.format === 'opaque' ? { by: 'sid', sid: text(named['id']) } : undefined
}

/** SSF §3.2; drafts had no format for it. */
function isComplex(value: Json | undefined): value is Claims {
  if (!isClaims(value)) return false
  const { format, user, session } = value
  return format === 'complex' || (format === undefined && (user !== undefined || session !== undefined))
}

/** RFC 9493 §3.2.1 and §3.2.3. */
function nameIn({ format, ...members }: Identifier, issuer: string): Revoked | undefined {
  if (format === 'email') return { by: 'email', email: text(members['email']) }
  if (format !== 'iss_sub') return undefined
  const [iss, subject] = [text(members['iss']), text(members['sub'])]
  return iss === issuer ? { by: 'subject', subject } : undefined
}

type Identifier = Claims & { readonly format: string }

function identifier(value: Json | undefined): Identifier {
  demand(isClaims(value), 'event_malformed')
  const { format } = value
  return { ...value, format: text(format) }
}

function text(value: Json | undefined): string {
  demand(typeof value === 'string' && value !== '' && value.length <= 500, 'event_malformed')
  return value
}
