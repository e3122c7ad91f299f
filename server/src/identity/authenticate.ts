import type { FastifyRequest } from 'fastify'
import { Refusal } from '../refusal.ts'
import type { Relay } from '../relay.ts'
import { verifyDpop } from './dpop.ts'
import { readSession, type Session } from './session-token.ts'

type Doorkeeper = Pick<Relay, 'secret' | 'nonces' | 'config' | 'ended' | 'revoked' | 'now'>

/**
 * Whose call this is: a session token of this relay, with a proof of the key that it is bound to (RFC 9449 §7).
 *
 * @throws {Refusal} 401
 */
export async function authenticate(relay: Doorkeeper, http: FastifyRequest): Promise<Session> {
  const token = /^DPoP ([\w.-]+)$/.exec(http.headers.authorization ?? '')?.[1]
  if (token === undefined) throw new Refusal('session_required')
  const session = readSession(relay.secret.sessionKey, token)
  if (session === undefined) throw new Refusal('session_required')
  if (session.expires <= relay.now()) throw new Refusal('session_expired')
  const jkt = await proveKey(relay, http, token)
  if (jkt !== session.jkt) throw new Refusal('session_proof_invalid')
  if (relay.revoked.has(session.jkt)) throw new Refusal('device_revoked')
  if (relay.ended.has(session)) throw new Refusal('session_ended')
  return session
}

/** The thumbprint of the key that this call proves. */
export function proveKey(relay: Doorkeeper, http: FastifyRequest, token: string | undefined): Promise<string> {
  const { dpop } = http.headers
  const proof = typeof dpop === 'string' ? dpop : undefined
  const path = http.url.split('?')[0] ?? http.url
  return verifyDpop({ proof, method: http.method, url: relay.config.publicUrl + path, token }, relay.nonces)
}
