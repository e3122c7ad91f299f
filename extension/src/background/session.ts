import { makeClient, type RelayClient, RelayError } from '@countersign/shared/api'
import type { Issuer, Policy } from '@countersign/shared/policy'
import { generateProof } from 'dpop'
import browser from 'webextension-polyfill'
import { readAnchor } from './anchor/anchor.ts'
import { readDevice } from './device-key.ts'
import { endedSession, openedSession, type Session } from './opened-session.ts'
import { type SignIn, SignInFailed, signIn } from './sign-in.ts'
import { wantSignIn } from './sign-in-wanted.ts'

/** How the person hears of a sign-in that needs them. */
export type AskToSignIn = (issuer: Issuer) => void

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
  for (const take of awaited.splice(0)) take(session)
}

/** Those who wait for somebody to sign in. */
const awaited: ((session: Session) => void)[] = []

/**
 * A session whose sign-in is fresh enough to ask: the one there is, else renewed silently, else by a visible sign-in.
 *
 * @throws {SignInFailed}
 */
export async function freshSession(policy: Policy, ask: AskToSignIn): Promise<Session> {
  const current = await readSession()
  // A minute is left for the request to arrive while the sign-in is still young enough.
  const isYoung = (session: Session) => session.signedIn + policy.ask_max_age * 1000 > Date.now() + 60_000
  return current !== undefined && isOpen(current) && isYoung(current) ? current : renewed(policy, current, ask)
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
  const silent = current === undefined || issuer === undefined ? undefined : await renewedSilently(policy, issuer)
  const meanwhile = silent ?? (await readSession())
  if (meanwhile !== undefined && isOpen(meanwhile)) return meanwhile
  wantSignIn(issuer?.name)
  const session = await new Promise<Session>((resolve) => awaited.push(resolve))
  wantSignIn(undefined)
  return session
}

function isOpen({ expires }: Session): boolean {
  return expires > Date.now() + 60_000
}

function renewed(policy: Policy, current: Session | undefined, ask: AskToSignIn): Promise<Session> {
  renewing ??= renew(policy, current, ask).finally(() => {
    renewing = undefined
  })
  return renewing
}

/** Several holds at once share one sign-in. */
let renewing: Promise<Session> | undefined

async function renew(policy: Policy, current: Session | undefined, ask: AskToSignIn): Promise<Session> {
  const issuer = issuerOf(policy, current)
  if (issuer === undefined) throw new SignInFailed('The policy names no identity provider.')
  const silent = current === undefined ? undefined : await renewedSilently(policy, issuer)
  if (silent !== undefined) return silent
  ask(issuer)
  return openSession(await signIn(policy, issuer, true), issuer)
}

function issuerOf(policy: Policy, current: Session | undefined): Issuer | undefined {
  return policy.issuers.find((candidate) => candidate.issuer === current?.issuer) ?? policy.issuers[0]
}

/** In a live session at the issuer; it may have been over in the moment after. */
async function renewedSilently(policy: Policy, issuer: Issuer): Promise<Session | undefined> {
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
    .call('openSession', { body: { role: 'extension', id_token: idToken, salt } })
    .catch((cause: unknown): never => {
      if (cause instanceof RelayError) throw new SignInFailed(cause.message, { cause })
      throw cause
    })
  const session = openedSession(signedIn, opened, issuer, Date.now())
  await keepSession(session)
  return session
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
  await browser.storage.session.remove('session')
  reading = undefined
}

/** The relay, as this device speaks to it. */
export async function makeRelayClient(session: () => Promise<string | undefined>): Promise<RelayClient> {
  const [{ relay }, { pair }] = await Promise.all([readAnchor(), readDevice()])
  return makeClient({
    relay,
    fetch: (...call) => fetch(...call),
    session,
    sessionOver: endSession,
    prove: ({ method, url, nonce, token }) => generateProof(pair, url, method, nonce, token),
  })
}

function isSession(value: unknown): value is Session {
  return value !== null && typeof value === 'object' && 'token' in value && 'idToken' in value
}
