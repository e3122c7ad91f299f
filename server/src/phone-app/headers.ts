import { trustedTypesPolicy } from '@countersign/shared/app'

/** Whom the app's pages may talk to. */
export type Reach = {
  /** The app's own origin. */
  readonly origin: string
  readonly relay: string
  /** Origins of the identity providers, and of those of their endpoints that lie elsewhere. */
  readonly issuers: readonly string[]
}

/**
 * The content security policy: scripts and styles of the app's own origin and no others, calls to relay and issuers and
 * to nobody else, no string ever becomes a script.
 *
 * @param importMap base64 SHA-256 of the one inline block that browsers take for a script, the import map
 */
export function contentSecurityPolicy({ origin, relay, issuers }: Reach, importMap: string): readonly string[] {
  const reached = [...new Set([relay, ...issuers])].filter((other) => other !== origin)
  return [
    "default-src 'none'",
    `script-src 'self' 'sha256-${importMap}'`,
    "style-src 'self'",
    "img-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    ["connect-src 'self'", ...reached].join(' '),
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    `trusted-types ${trustedTypesPolicy}`,
  ]
}

/** The headers that every answer of the app's host carries, by lower-case name. */
export function securityHeaders(policy: readonly string[]): Readonly<Record<string, string>> {
  return {
    // The one directive that browsers take from a header alone (CSP Level 3 §3.3).
    'content-security-policy': [...policy, "frame-ancestors 'none'"].join('; '),
    'cross-origin-opener-policy': 'same-origin',
    // Where a rule asks for it, the app asks its person where they are; nothing that it could hold may.
    'permissions-policy': 'camera=(), geolocation=(self), microphone=()',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  }
}

/** The folder whose files have their digest in their name: browsers may keep them. */
export const immutableFolder = 'assets/'
export const immutable = 'public, max-age=31536000, immutable'

/** `_headers`, as Netlify and Cloudflare Pages read it. One name stands for one path alone: they join equal ones. */
export function headersFile(headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries(headers).map(([name, value]) => `  ${name}: ${value}\n`)
  return `/*\n${lines.join('')}/${immutableFolder}*\n  cache-control: ${immutable}\n`
}
