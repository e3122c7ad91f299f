import type { AnswerOf } from '@countersign/shared/api'
import type { Issuer } from '@countersign/shared/policy'
import { type Identity, identityOf, parseCompact } from '@countersign/shared/protocol'
import type { SignIn } from './sign-in.ts'

/** The requester's session at the relay, with the sign-in that every request is proven with. */
export type Session = SignIn & {
  readonly token: string
  readonly expires: number
  readonly identity: Identity
  readonly signedIn: number
}

/** By what it is proven who asks. */
export type Asker = Pick<Session, 'issuer' | 'identity' | 'idToken' | 'salt'>

/**
 * The same once its provider has ended it, which the relay says: no call is made in it any more. Who it was stays known,
 * since what they hold goes on in the next one.
 */
export function endedSession(session: Session): Session {
  return { ...session, expires: 0 }
}

export function isEnded({ expires }: Session): boolean {
  return expires === 0
}

/** Whether calls can be made in it, for a minute at least. */
export function isOpen({ expires }: Session): boolean {
  return expires > Date.now() + 60_000
}

/**
 * The session that the relay opened for a sign-in. Who signed in is what the policy makes of the ID token, which came
 * from the issuer itself; what the relay says about it counts for nothing. Otherwise it could name somebody else as the
 * requester, and then the requester's own approval would be that of another person.
 */
export function openedSession(
  signedIn: SignIn,
  { token, expires }: Pick<AnswerOf<'openSession'>, 'token' | 'expires'>,
  issuer: Issuer,
  now: number,
): Session {
  const identity = identityOf(issuer, parseCompact(signedIn.idToken).payload)
  return { ...signedIn, token, expires, identity, signedIn: now }
}
