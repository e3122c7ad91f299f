import { makeClient, type RelayClient, RelayError } from '@countersign/shared/api'
import type { Issuer, Policy } from '@countersign/shared/policy'
import { generateProof } from 'dpop'
import browser from 'webextension-polyfill'
import { readAnchor } from '../anchor/anchor.ts'
import { describeOwn } from './describe-own.ts'
import { forgetDevice, readDevice } from './device-key.ts'
import { forgetLastSignIn, keepLastSignIn } from './last-sign-in.ts'
import { endedSession, openedSession, type Session } from './opened-session.ts'
import { type SignIn, SignInFailed, signIn } from './sign-in.ts'
import { wantSignIn } from './sign-in-wanted.ts'

/** How the person hears of a sign-in that needs them. */
export type AtSignIn = {
  /** With one of several providers: whoever signs in, wherever, is waited for. */
  readonly offer: (issuers: readonly Issuer[]) => void
  /** With this one: its page opens. */
  readonly tell: (issuer: Issuer) => void
  /** Nobody waits any more. */
  readonly signal: AbortSignal
}

/** The session there is, however old; for showing who is signed in. */
export function readSession(): Promise<Session | undefined> {
  reading ??= loadSession()
  return reading
}

/** Read once in a worker's life: nobody else writes it. */
let reading: Promise<Session | undefined> | undefined

async function loadSession(): Promise<Session | undefined> {
  const { session } = await browser.storage.session.get('session')
  return isSession(session) ? session : undefined
}

async function keepSession(session: Session): Promise<void> {
  // First: whoever hears of the change in storage reads it here.
  reading = Promise.resolve(session)
  await browser.storage.session.set({ session })
  // Whoever waits for the session goes on without it.
  await keepLastSignIn(session).catch(console.error)
  for (const take of awaited.splice(0)) take(session)
}

/** Those who wait for somebody to sign in. */
const awaited: ((session: Session) => void)[] = []

export function nextSession(): Promise<Session> {
  return new Promise((resolve) => awaited.push(resolve))
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

function isOpen({ expires }: Session): boolean {
  return expires > Date.now() + 60_000
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

/** The provider of the last sign-in, or the only one; undefined where it is for the person to say. */
function issuerOf({ issuers }: Policy, current: Session | undefined): Issuer | undefined {
  const [first, ...others] = issuers
  return issuers.find(({ issuer }) => issuer === current?.issuer) ?? (others.length === 0 ? first : undefined)
}

/**
 * In a live session at the provider, for somebody who has signed in with it before; it may have been over in the moment
 * after.
 */
async function renewedSilently(
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

async function openSession(signedIn: SignIn, issuer: Issuer): Promise<Session> {
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

/** The relay takes this session no more, though its time is not over. */
async function endSession(token: string): Promise<void> {
  const current = await readSession()
  if (current?.token !== token) return
  const session = endedSession(current)
  reading = Promise.resolve(session)
  await browser.storage.session.set({ session })
}

export async function signOut(): Promise<void> {
  await Promise.all([browser.storage.session.remove('session'), forgetLastSignIn()])
  reading = undefined
}

/** The relay, as this device speaks to it. */
export async function makeRelayClient(session: () => Promise<string | undefined>): Promise<RelayClient> {
  const { relay } = await readAnchor()
  return makeClient({
    relay,
    fetch: (...call) => fetch(...call),
    session,
    sessionOver: endSession,
    // Read for each call: it is another one once it was revoked.
    prove: async ({ method, url, nonce, token }) => generateProof((await readDevice()).pair, url, method, nonce, token),
  })
}

function isSession(value: unknown): value is Session {
  return value !== null && typeof value === 'object' && 'token' in value && 'idToken' in value
}
