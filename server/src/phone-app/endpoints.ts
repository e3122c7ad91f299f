import type { Policy } from '@countersign/shared/policy'

/** What the app has to reach of an issuer, by its discovery document; or that nobody could be asked. */
export type IssuerEndpoints =
  | { readonly issuer: string; readonly kind: 'known'; readonly origins: readonly string[] }
  | { readonly issuer: string; readonly kind: 'unreachable' }

/** The origins of every issuer's token and key endpoints, where they are others than the issuer's own. */
export function readEndpoints({ issuers }: Policy): Promise<readonly IssuerEndpoints[]> {
  return Promise.all(issuers.map(({ issuer }) => endpointsOf(issuer)))
}

async function endpointsOf(issuer: string): Promise<IssuerEndpoints> {
  try {
    const answer = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
      redirect: 'error',
      signal: AbortSignal.timeout(10_000),
    })
    // Only what is a URL is looked at.
    const metadata = (await answer.json()) as Readonly<Record<string, unknown>>
    const origins = ['token_endpoint', 'jwks_uri'].map((name) => originOf(metadata[name]))
    const elsewhere = origins.filter((origin) => origin !== undefined && origin !== new URL(issuer).origin)
    return { issuer, kind: 'known', origins: [...new Set(elsewhere.flatMap((origin) => origin ?? []))].sort() }
  } catch {
    // Whatever it was: the build does not depend on it, and says that nobody was asked.
    return { issuer, kind: 'unreachable' }
  }
}

function originOf(url: unknown): string | undefined {
  return typeof url === 'string' && URL.canParse(url) ? new URL(url).origin : undefined
}
