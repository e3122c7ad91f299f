import type { Identity } from '@countersign/shared/protocol'
import browser from 'webextension-polyfill'
import { currentPolicy } from '../policy/policy.ts'
import type { Session } from './opened-session.ts'
import type { SignIn } from './sign-in.ts'

/** Who signed in last in this browser, and by what. */
export type LastSignIn = SignIn & { readonly identity: Identity }

const name = 'last-sign-in'

/**
 * Keeps it for the day on which nobody can sign in, also across the browser's end: only where the policy has keys for
 * such a day. It opens nothing: its nonce is that of this browser's key, and the relay takes no old one.
 */
export async function keepLastSignIn({ issuer, idToken, salt, identity }: Session): Promise<void> {
  const { policy } = await currentPolicy()
  if (policy.emergency_keys === undefined) return
  const last: LastSignIn = { issuer, idToken, salt, identity }
  await browser.storage.local.set({ [name]: last })
}

export async function readLastSignIn(): Promise<LastSignIn | undefined> {
  const { [name]: last } = await browser.storage.local.get(name)
  // Written above and nowhere else.
  return last as LastSignIn | undefined
}

export async function forgetLastSignIn(): Promise<void> {
  await browser.storage.local.remove(name)
}
