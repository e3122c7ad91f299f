/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import type { ComponentChildren, VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'

/** The frame of every page of Acme SSO: one card in the middle, the company above it. */
export function Page({ title, children }: { readonly title: string; readonly children: ComponentChildren }): VNode {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>{`${title} · Acme SSO`}</title>
        <link rel="stylesheet" href="/sign-in.css" />
        <link rel="icon" href="data:," />
      </head>
      <body>
        <main class="card">
          <p class="company">
            <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
              <rect width="32" height="32" rx="9" class="mark" />
              <path d="M9 23 16 8l7 15M12 17.5h8" class="mark-line" />
            </svg>
            Acme SSO
          </p>
          {children}
        </main>
      </body>
    </html>
  )
}

/** The page as an HTML document; every text in it is escaped by the renderer. */
export function renderPage(page: VNode): string {
  return `<!doctype html>${renderToString(page)}`
}
