import type { Policy } from '@countersign/shared/policy'
import { issuerOf, renewedSilently } from './open-session.ts'
import { isOpen, type Session } from './opened-session.ts'
import { nextSession, readSession } from './session.ts'
import { wantSignIn } from './sign-in-wanted.ts'

/**
 * A session that the relay takes, however old its sign-in: what was asked already is followed, claimed and reported by
 * it. Nobody who waits for an approval has to sign in again for as long as it lasts. Where it is over and the provider
 * wants to see somebody, it comes once they have signed in: nobody has just done anything, and a window that opened by
 * itself would only be in the way.
 */
export async function openedOrRenewed(policy: Policy): Promise<Session> {
  const current = await readSession()
  if (current !== undefined && isOpen(current)) return current
  reopening ??= renewedOrAwaited(policy, current).finally(() => {
    reopening = undefined
  })
  return reopening
}

let reopening: Promise<Session> | undefined

async function renewedOrAwaited(policy: Policy, current: Session | undefined): Promise<Session> {
  const issuer = issuerOf(policy, current)
  const silent = issuer === undefined ? undefined : await renewedSilently(policy, current, issuer)
  const meanwhile = silent ?? (await readSession())
  if (meanwhile !== undefined && isOpen(meanwhile)) return meanwhile
  wantSignIn(issuer === undefined ? policy.issuers : [issuer])
  const session = await nextSession()
  wantSignIn(undefined)
  return session
}
