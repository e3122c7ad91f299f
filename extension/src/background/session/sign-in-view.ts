import { RelayUnreachable } from '@countersign/shared/api'
import type { Held, PanelView } from '../../panel-view.ts'
import type { AtSignIn } from './fresh-session.ts'
import { SignInFailed } from './sign-in.ts'

/** Shows on what is held that somebody has to sign in before anybody is asked. */
export function atSignIn(held: Held, show: (view: PanelView) => void, signal: AbortSignal): AtSignIn {
  return {
    offer: (issuers) =>
      show({ state: 'choosing-issuer', held, issuers: issuers.map(({ name, issuer }) => ({ name, issuer })) }),
    tell: ({ name }) => show({ state: 'signing-in', held, issuer: name }),
    signal,
  }
}

/**
 * What a sign-in that did not end comes to: what was cancelled meanwhile has not failed.
 *
 * @throws the error, where it is of another kind
 */
export function failedView(error: unknown, held: Held, { aborted }: AbortSignal): PanelView {
  if (error instanceof SignInFailed) {
    const { issuer, message } = error
    return aborted ? { state: 'cancelled', held } : { state: 'sign-in-failed', held, issuer, why: message }
  }
  if (error instanceof RelayUnreachable) {
    return { state: 'sign-in-failed', held, issuer: 'Countersign', why: error.message }
  }
  throw error
}
