/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import type { FastifyReply } from 'fastify'
import type { ComponentChildren, VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'
import type { Session } from '../session.ts'

const sections = [
  { name: 'Users', path: '/users' },
  { name: 'Projects', path: '/projects' },
  { name: 'Invoices', path: '/invoices' },
  { name: 'API keys', path: '/keys/' },
  { name: 'Webhooks', path: '/webhooks' },
  { name: 'Database', path: '/database' },
  { name: 'Settings', path: '/settings' },
] as const

interface LayoutProperties {
  readonly title: string
  /** The section marked in the navigation; the title where absent. */
  readonly section?: string
  /** What the page's script needs to send requests. */
  readonly session?: Session
  readonly apiOrigin?: string
  /** The page's script under `/assets/`. */
  readonly script?: string
  readonly children: ComponentChildren
}

/** The frame of every page: dark navigation on the left, one heading, content. */
export function Layout({ title, section = title, session, apiOrigin, script, children }: LayoutProperties): VNode {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · Acme Admin`}</title>
        <link rel="stylesheet" href="/assets/console.css" />
        <link rel="icon" href="data:," />
        {session === undefined ? null : <meta name="csrf-token" content={session.csrf} />}
        {apiOrigin === undefined ? null : <meta name="api-origin" content={apiOrigin} />}
        {apiOrigin === undefined ? null : <meta name="api-token" content={session?.bearer} />}
        {script === undefined ? null : <script type="module" src={`/assets/${script}`} />}
      </head>
      <body>
        <nav aria-label="Sections">
          <p class="brand">Acme Admin</p>
          {sections.map(({ name, path }) => (
            <a key={path} href={path} aria-current={name === section ? 'page' : undefined}>
              {name}
            </a>
          ))}
        </nav>
        <main>{children}</main>
      </body>
    </html>
  )
}

/** Answers with a page. Its policy lets it load its own files and talk to its own two origins, nothing else. */
export function sendPage(reply: FastifyReply, page: VNode, apiOrigin: string): FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .header(
      'content-security-policy',
      `default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self' ${apiOrigin}; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    )
    .send(`<!doctype html>${renderToString(page)}`)
}
