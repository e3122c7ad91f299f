import type { Issuer, Policy } from '@countersign/shared/policy'
import { issuerOf, openSession, renewedSilently } from './open-session.ts'
import { isOpen, type Session } from './opened-session.ts'
import { nextSession, readSession } from './session.ts'
import { SignInFailed, signIn } from './sign-in.ts'

/** How the person hears of a sign-in that needs them. */
export type AtSignIn = {
  /** With one of several providers: whoever signs in, wherever, is waited for. */
  readonly offer: (issuers: readonly Issuer[]) => void
  /** With this one: its page opens. */
  readonly tell: (issuer: Issuer) => void
  /** Nobody waits any more. */
  readonly signal: AbortSignal
}

/**
 * A session whose sign-in is fresh enough to ask: the one there is, else renewed silently, else by a visible sign-in.
 *
 * @throws {SignInFailed}
 */
export async function freshSession(policy: Policy, at: AtSignIn): Promise<Session> {
  const current = await readSession()
  // A minute is left for the request to arrive while the sign-in is still young enough.
  const isYoung = (session: Session) => session.signedIn + policy.ask_max_age * 1000 > Date.now() + 60_000
  if (current !== undefined && isOpen(current) && isYoung(current)) return current
  const issuer = issuerOf(policy, current)
  if (issuer === undefined) at.offer(policy.issuers)
  const session = issuer === undefined ? nextSession() : renewed(policy, current, issuer, at.tell)
  // Its window stays: others may wait for the same sign-in.
  return Promise.race([session, stopped(at.signal)])
}

function stopped(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => reject(new SignInFailed('', 'Nobody signed in.'))
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop)
  })
}

/**
 * A session by a sign-in with the provider that the person has named.
 *
 * @throws {SignInFailed}
 */
export async function signInWith({ policy, issuer }: { readonly policy: Policy; readonly issuer: string }) {
  const named = policy.issuers.find((candidate) => candidate.issuer === issuer)
  if (named === undefined) throw new SignInFailed(issuer, 'The policy does not name this identity provider.')
  return renewed(policy, await readSession(), named, () => {})
}

type Tell = AtSignIn['tell']

function renewed(policy: Policy, current: Session | undefined, issuer: Issuer, tell: Tell): Promise<Session> {
  renewing ??= renew(policy, current, issuer, tell).finally(() => {
    renewing = undefined
  })
  return renewing
}

/** Several holds at once share one sign-in. */
let renewing: Promise<Session> | undefined

async function renew(policy: Policy, current: Session | undefined, issuer: Issuer, tell: Tell): Promise<Session> {
  const silent = await renewedSilently(policy, current, issuer)
  if (silent !== undefined) return silent
  tell(issuer)
  return openSession(await signIn(policy, issuer, true), issuer)
}
