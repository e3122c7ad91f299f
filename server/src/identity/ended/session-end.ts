import { type ClientRole, normalisedEmail } from '@countersign/shared/protocol'
import { type Session, sessionLifetime } from '../session-token.ts'

/** What an identity provider has ended: the sessions that all of these say. */
export type SessionEnd = {
  readonly issuer: string
  /** Of this client; null: of all. */
  readonly role: ClientRole | null
  /** The `sub` and the `sid` of their ID tokens, as they stand there. */
  readonly subject: string | null
  readonly sid: string | null
  readonly email: string | null
  /** Sessions that were opened until then, by the relay's clock. */
  readonly at: number
  /** And whatever is opened later with ID tokens from before, by the sender's clock. */
  readonly issued: number
}

/** As much of a session as it takes to tell whether it was ended. */
export type EndableSession = Pick<Session, 'role' | 'identity' | 'claims' | 'expires'>

/** Whether a session is one of those. */
export function isEndedBy(end: SessionEnd, session: EndableSession): boolean {
  const { claims, role } = session
  const isMeant =
    end.issuer === session.identity.iss &&
    (end.role === null || end.role === role) &&
    (end.subject === null || end.subject === claims['sub']) &&
    (end.sid === null || end.sid === claims['sid']) &&
    (end.email === null || end.email === normalisedEmail(session.identity))
  // A sign-in at the provider that is over does not come back; somebody does.
  return isMeant && (end.sid !== null || isFromBefore(end, session))
}

/** Who signs in anew later in the same second is let in: an ID token knows no less than seconds. */
function isFromBefore({ at, issued }: SessionEnd, { claims, expires }: EndableSession): boolean {
  const { iat } = claims
  return expires - sessionLifetime <= at || (typeof iat === 'number' && iat * 1000 < issued)
}

/** Where an end is looked up. */
export function placeOf({ issuer, sid, subject, email }: SessionEnd): string {
  if (sid !== null) return place(issuer, 'sid', sid)
  return subject === null ? place(issuer, 'email', email) : place(issuer, 'sub', subject)
}

/** Where ends of a session would be. */
export function placesOf({ identity, claims }: EndableSession): readonly string[] {
  const { iss } = identity
  return [
    place(iss, 'sid', claims['sid']),
    place(iss, 'sub', claims['sub']),
    place(iss, 'email', normalisedEmail(identity)),
  ]
}

function place(issuer: string, kind: string, value: unknown): string {
  return JSON.stringify([issuer, kind, value ?? null])
}
