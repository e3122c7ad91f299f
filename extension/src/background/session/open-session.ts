import { RelayError } from '@countersign/shared/api'
import type { Issuer, Policy } from '@countersign/shared/policy'
import { describeOwn } from './describe-own.ts'
import { forgetDevice } from './device-key.ts'
import { openedSession, type Session } from './opened-session.ts'
import { makeRelayClient } from './relay-client.ts'
import { keepSession, signOut } from './session.ts'
import { type SignIn, SignInFailed, signIn } from './sign-in.ts'

/**
 * A session by a sign-in.
 *
 * @throws {SignInFailed}
 */
export async function openSession(signedIn: SignIn, issuer: Issuer): Promise<Session> {
  const client = await makeRelayClient(async () => undefined)
  const { idToken, salt } = signedIn
  const opened = await client
    .call('openSession', { body: { role: 'extension', id_token: idToken, salt, device: await describeOwn() } })
    .catch(async (cause: unknown): Promise<never> => {
      if (cause instanceof RelayError && cause.code === 'device_revoked') await startAnew()
      if (cause instanceof RelayError) throw new SignInFailed(issuer.name, cause.message, { cause })
      throw cause
    })
  const session = openedSession(signedIn, opened, issuer, Date.now())
  await keepSession(session)
  return session
}

/** Revoked: the next sign-in is somebody's, by a fresh key, and not silent. */
async function startAnew(): Promise<void> {
  await forgetDevice()
  await signOut()
}

/**
 * In a live session at the provider, for somebody who has signed in with it before; it may have been over in the moment
 * after.
 */
export async function renewedSilently(
  policy: Policy,
  current: Session | undefined,
  issuer: Issuer,
): Promise<Session | undefined> {
  if (current?.issuer !== issuer.issuer) return undefined
  const silent = await signIn(policy, issuer, false).catch(() => undefined)
  return silent === undefined ? undefined : openSession(silent, issuer).catch(undefinedIfRefused)
}

function undefinedIfRefused(error: unknown): undefined {
  if (!(error instanceof SignInFailed)) throw error
}

/** The provider of the last sign-in, or the only one; undefined where it is for the person to say. */
export function issuerOf({ issuers }: Policy, current: Session | undefined): Issuer | undefined {
  const [first, ...others] = issuers
  return issuers.find(({ issuer }) => issuer === current?.issuer) ?? (others.length === 0 ? first : undefined)
}
