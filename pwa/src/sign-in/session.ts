import type { Identity, IdToken, Salt } from '@countersign/shared/protocol'
import { forget, keep, kept } from '../kept.ts'

/** A relay session, with the sign-in that opened it: refusals carry that sign-in as their proof. */
export type Session = {
  readonly token: string
  /** Milliseconds since the epoch. */
  readonly expires: number
  readonly identity: Identity
  readonly id_token: IdToken
  readonly salt: Salt
}

export function readSession(): Promise<Session | undefined> {
  return kept<Session>('session')
}

export function keepSession(session: Session): Promise<void> {
  return keep('session', session)
}

export function forgetSession(): Promise<void> {
  return forget('session')
}

/** The relay takes it no more, though its time is not over. Who it was stays known: they are asked for first. */
export async function endSession({ token }: Session): Promise<void> {
  const kept = await readSession()
  if (kept?.token === token) await keepSession({ ...kept, expires: 0 })
}

/** Whether the relay will still take it; some seconds early, so that a call under way is not cut off. */
export function isLive(session: Session | undefined, now: number): session is Session {
  return session !== undefined && session.expires > now + 5_000
}
