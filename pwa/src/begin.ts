import type { Landing } from './callback.ts'
import { replace } from './navigate.ts'
import { type Phone, startPhone, withOwnKey } from './phone.ts'
import { validityOf } from './policy/validity.ts'
import { isLive, readSession, type Session } from './sign-in/session.ts'
import { forgetOverdue } from './sign-in/transaction.ts'

/** What the app begins with. */
export type Began =
  | { readonly kind: 'starting' }
  | { readonly kind: 'offline' }
  | { readonly kind: 'refused'; readonly words: string }
  /** The policy's date is past. */
  | { readonly kind: 'ended'; readonly phone: Phone }
  | { readonly kind: 'sign-in'; readonly phone: Phone; readonly notice: string | undefined }
  | { readonly kind: 'ready'; readonly phone: Phone; readonly session: Session; readonly notice: string | undefined }

/** The address that the app was opened at, read once: a try without a connection is repeated with it. */
const address = new URL(location.href)

/** Starts the phone, takes a callback in where there is one, and finds or silently renews the session. */
export async function begin(): Promise<Began> {
  const isCallback = address.pathname === '/callback'
  // The code leaves the address bar and the history before anything else happens.
  if (isCallback) replace('/callback')
  const started = await startPhone()
  if (started.kind !== 'ready') return started
  const { phone } = started
  if (validityOf(phone.inForce.trusted.policy, phone.now()) === 'ended') {
    if (isCallback) replace('/')
    return { kind: 'ended', phone }
  }
  await forgetOverdue(phone.now())
  const landing = isCallback ? await takeCallback(phone) : { path: location.pathname }
  replace(landing.path)
  return withSession(isCallback ? await withOwnKey(phone) : phone, landing)
}

/** Checking a proof takes no sign-in. */
export const verifyPath = '/verify'

/** What speaks OpenID Connect is loaded only when it is needed. */
async function takeCallback(phone: Phone): Promise<Landing> {
  const { finishCallback } = await import('./callback.ts')
  return finishCallback(phone, address)
}

async function withSession(phone: Phone, { path, notice, asks }: Landing): Promise<Began> {
  const earlier = await readSession()
  if (isLive(earlier, phone.now())) return { kind: 'ready', phone, session: earlier, notice }
  // Nobody is sent away before they have read why they are here again.
  const stays = earlier === undefined || asks === true || notice !== undefined || path === verifyPath
  if (stays) return { kind: 'sign-in', phone, notice }
  // Somebody who was signed in a while ago usually still is at the provider: nothing is shown for that.
  const silent = await silentSignIn(phone, earlier, path)
  if (silent === undefined) return { kind: 'sign-in', phone, notice }
  location.replace(silent)
  return { kind: 'starting' }
}

async function silentSignIn(phone: Phone, { identity }: Session, path: string): Promise<string | undefined> {
  const issuer = phone.inForce.trusted.policy.issuers.find((candidate) => candidate.issuer === identity.iss)
  if (issuer === undefined) return undefined
  try {
    const { startSignIn } = await import('./sign-in/sign-in.ts')
    return await startSignIn(phone, issuer, path, true)
  } catch {
    // The provider is out of reach: the sign-in page says so when the person tries.
    return undefined
  }
}
