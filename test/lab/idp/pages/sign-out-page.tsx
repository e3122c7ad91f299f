/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import type { VNode } from 'preact'
import { Page } from './page.tsx'

/** Asks whether somebody wants to sign out. */
export function SignOutPage({ form }: { readonly form: string }): VNode {
  return (
    <Page title="Sign out">
      <h1>Sign out of Acme SSO</h1>
      <p>You are signed out here, and in the apps that Acme SSO tells about it.</p>
      {/* The provider's own form, with the secret that says that it was shown. */}
      <div dangerouslySetInnerHTML={{ __html: form }} />
      <button type="submit" form="op.logoutForm" name="logout" value="yes">
        Sign out
      </button>
    </Page>
  )
}

/** Shown when it is done. */
export function SignedOutPage(): VNode {
  return (
    <Page title="Signed out">
      <h1>You are signed out</h1>
      <p>Whoever wants to go on signs in again.</p>
    </Page>
  )
}
