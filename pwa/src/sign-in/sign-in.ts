import { RelayError } from '@countersign/shared/api'
import type { Issuer } from '@countersign/shared/policy'
import { type IdToken, makeSalt, type Salt, sessionNonce, verifySignIn } from '@countersign/shared/protocol'
import { labelOf, thisAgent } from '../devices/label.ts'
import type { Phone } from '../phone.ts'
import { forgetKey } from './device-key.ts'
import { startRun } from './run.ts'
import { forgetSession, keepSession, type Session } from './session.ts'

const patience = 15 * 60_000

/**
 * Where to go to sign in.
 *
 * @param silent try it without showing anything: `prompt=none`
 */
export async function startSignIn(phone: Phone, issuer: Issuer, back: string, silent: boolean): Promise<string> {
  const salt = makeSalt()
  return startRun({
    issuer,
    policy: phone.inForce.trusted.policy,
    client: 'app',
    nonce: await sessionNonce(phone.key.jkt, salt),
    purpose: { kind: 'sign-in', issuer: issuer.issuer, salt, back, silent },
    expires: phone.now() + patience,
    ...(silent ? { prompt: 'none' as const } : {}),
  })
}

/**
 * Verifies a fresh sign-in on this phone and opens a session with it.
 *
 * @throws {ProtocolError}, {RelayError}, {RelayUnreachable}, {IssuerUnreachable}
 */
export async function finishSignIn(phone: Phone, idToken: IdToken, salt: Salt): Promise<Session> {
  const { policy } = phone.inForce.trusted
  const keys = await phone.keys.keysFor(idToken, policy)
  await verifySignIn({ role: 'app', id_token: idToken, salt, jkt: phone.key.jkt, now: phone.now() }, policy, keys)
  const device = { label: labelOf(thisAgent()) }
  const opened = await phone.client
    .call('openSession', { body: { role: 'app', id_token: idToken, salt, device } })
    .catch(forgetRevoked)
  const session: Session = { ...opened, id_token: idToken, salt }
  await keepSession(session)
  return session
}

/** A key that opens no session any more is of no use: whoever signs in next does so by a fresh one. */
async function forgetRevoked(error: unknown): Promise<never> {
  if (error instanceof RelayError && error.code === 'device_revoked') {
    await forgetKey()
    await forgetSession()
  }
  throw error
}
