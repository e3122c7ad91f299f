/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import type { VNode } from 'preact'
import { PARTNER_PASSWORD } from './accounts.ts'

/**
 * The page that the provider's makers leave to whoever runs it. It posts to the provider, with the signed authorization
 * request that it was opened with, and works without scripts.
 */
export function SignInPage({ query }: { readonly query: string }): VNode {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Sign in · Partner ID</title>
        <link rel="icon" href="data:," />
      </head>
      <body>
        <main>
          <h1>Partner ID</h1>
          <form method="post" action="/api/auth/sign-in/email" data-form="partner-sign-in">
            <input type="hidden" name="oauth_query" value={query} />
            <p>
              <label>
                E-mail <input name="email" type="email" autocomplete="username" required />
              </label>
            </p>
            <p>
              <label>
                Password <input name="password" type="password" autocomplete="current-password" required />
              </label>
            </p>
            <p>
              Demo password for everyone: <code>{PARTNER_PASSWORD}</code>
            </p>
            <button type="submit" data-action="sign-in">
              Sign in
            </button>
          </form>
        </main>
      </body>
    </html>
  )
}
