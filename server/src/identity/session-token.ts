import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Claims, Identity } from '@countersign/shared/protocol'

/** What the relay knows about a caller. It lives in the token itself, so that a call costs no look-up. */
export type Session = {
  readonly role: 'extension' | 'app'
  /** Thumbprint of the device key that every call must prove. */
  readonly jkt: string
  readonly person: string
  readonly identity: Identity
  readonly claims: Claims
  /** Milliseconds since the epoch. */
  readonly expires: number
}

/** Milliseconds. Short enough that a role which is gone is gone soon; renewed by a silent sign-in. */
export const sessionLifetime = 15 * 60_000

/** The relay's own session token: JSON and its HMAC-SHA-256. Nobody else reads it. */
export function writeSession(key: Uint8Array, session: Session): string {
  const payload = Buffer.from(JSON.stringify(session)).toString('base64url')
  return `${payload}.${mac(key, payload).toString('base64url')}`
}

/** The session in a token of this relay, expired or not, or undefined when it is not one. */
export function readSession(key: Uint8Array, token: string): Session | undefined {
  const [payload = '', signature = ''] = token.split('.')
  const given = Buffer.from(signature, 'base64url')
  const expected = mac(key, payload)
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
  return JSON.parse(Buffer.from(payload, 'base64url').toString())
}

function mac(key: Uint8Array, payload: string): Buffer {
  return createHmac('sha256', key).update(payload).digest()
}
