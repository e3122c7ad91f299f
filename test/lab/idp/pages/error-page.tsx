/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import type { VNode } from 'preact'
import { Page } from './page.tsx'

interface Properties {
  /** The OAuth error code (RFC 6749 section 4.1.2.1). */
  readonly error: string
  readonly description?: string | undefined
}

/** Shown where the provider can't send the person back, because it doesn't trust the address to send them to. */
export function ErrorPage({ error, description }: Properties): VNode {
  return (
    <Page title="Sign-in didn’t work">
      <h1>Sign-in didn’t work</h1>
      <p>Nobody was signed in. Go back to where you came from and try again.</p>
      <dl class="details">
        <dt>What Acme SSO was told</dt>
        <dd>
          <code data-error={error}>{error}</code>
        </dd>
        {description === undefined ? null : <dd>{description}</dd>}
      </dl>
    </Page>
  )
}

/** Shown for a sign-in page that is used up, too old, or opened in another browser. */
export function EndedPage(): VNode {
  return (
    <Page title="This sign-in has ended">
      <h1>This sign-in has ended</h1>
      <p>It was finished, cancelled, or left open for more than an hour. Nothing was signed.</p>
      <p>Close this page, go back to where you came from, and start again.</p>
    </Page>
  )
}

/** The front door, for people who open the issuer's address by hand. */
export function FrontPage(): VNode {
  return (
    <Page title="Welcome">
      <h1>Acme SSO</h1>
      <p>The sign-in of the demo company. Apps bring you here when they need to know who you are.</p>
      <p>
        <a href="/.well-known/openid-configuration">What this provider can do</a>
      </p>
      <p>
        <a href="/session/end">Sign out</a>
      </p>
    </Page>
  )
}
