import type { ActionRequest, Digest, Position, Salt } from '@countersign/shared/protocol'
import { forget, keep, kept, keptKeys, take } from '../kept.ts'

/** What a run at the identity provider is for. It is kept on this phone until the person comes back. */
export type Purpose =
  | {
      readonly kind: 'sign-in'
      readonly issuer: string
      readonly salt: Salt
      /** Path to go on at. */
      readonly back: string
      /** Asked for with `prompt=none`: the person sees nothing, or the sign-in page. */
      readonly silent: boolean
    }
  | {
      /** For which kind of decision it is signed in. */
      readonly kind: 'approve' | 'confirm' | 'break-glass'
      readonly issuer: string
      readonly salt: Salt
      /** This phone's own copy of what it showed. */
      readonly request: ActionRequest
      readonly digest: Digest
      readonly reason?: string
      /** Where the approver says that they are: to sign it, and nothing else. */
      readonly position?: Position
    }

/** A run that signs a decision. */
export type Signing = Exclude<Purpose, { kind: 'sign-in' }>

/** One run: its purpose, and the state (PKCE verifier, nonce) of the OpenID client. Good for one use, until `expires`. */
export type Transaction = {
  readonly purpose: Purpose
  readonly oidc: string
  /** The provider announces that its answers name it (RFC 9207). */
  readonly namesItself: boolean
  /** Milliseconds since the epoch. */
  readonly expires: number
}

const prefix = 'transaction:'

export function keepTransaction(state: string, transaction: Transaction): Promise<void> {
  return keep(prefix + state, transaction)
}

/** The transaction of a callback, which is gone from the store afterwards; undefined when there is none, or no longer. */
export async function takeTransaction(state: string, now: number): Promise<Transaction | undefined> {
  const transaction = await take<Transaction>(prefix + state)
  return transaction !== undefined && now < transaction.expires ? transaction : undefined
}

/** Forgets runs from which nobody came back. */
export async function forgetOverdue(now: number): Promise<void> {
  for (const key of await keptKeys(prefix)) {
    const transaction = await kept<Transaction>(key)
    if (transaction !== undefined && transaction.expires <= now) await forget(key)
  }
}
