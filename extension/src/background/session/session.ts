import browser from 'webextension-polyfill'
import { forgetLastSignIn, keepLastSignIn } from './last-sign-in.ts'
import { endedSession, type Session } from './opened-session.ts'

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

function isSession(value: unknown): value is Session {
  return value !== null && typeof value === 'object' && 'token' in value && 'idToken' in value
}

export async function keepSession(session: Session): Promise<void> {
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

/** The relay takes this session no more, though its time is not over. */
export async function endSession(token: string): Promise<void> {
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
