import type { Issuer, Policy } from './schema.ts'

/** The `claims` parameter (OpenID Connect Core §5.5): every claim that counts is asked for in the ID token itself. */
export type ClaimsParameter = { readonly id_token: Readonly<Record<string, null | { readonly essential: true }>> }

/** Everything that the policy could look at, of this issuer. `auth_time` is demanded: without it no approval counts. */
export function wantedClaims(
  policy: Pick<Policy, 'rules'>,
  { identity, members = '' }: Pick<Issuer, 'identity' | 'members'>,
): ClaimsParameter {
  const conditions = [members, ...policy.rules.flatMap(({ approvers }) => [approvers.when, approvers.exclude ?? ''])]
  const names = new Set([
    ...Object.values(identity),
    ...(identity.email === undefined ? [] : ['email_verified']),
    ...conditions.flatMap(claimsIn),
    'acr',
    'amr',
  ])
  for (const protocol of ['sub', 'iss', 'aud', 'nonce']) names.delete(protocol)
  return { id_token: { ...Object.fromEntries([...names].map((name) => [name, null])), auth_time: { essential: true } } }
}

/** `claims.hd`, `claims["hd"]`, `approver.claims.hd`. */
function claimsIn(condition: string): string[] {
  const dotted = condition.matchAll(/\bclaims\.([A-Za-z_]\w*)/g)
  const indexed = condition.matchAll(/\bclaims\[\s*["']([^"']+)["']\s*\]/g)
  return [...dotted, ...indexed].flatMap(([, name]) => (name === undefined ? [] : [name]))
}
