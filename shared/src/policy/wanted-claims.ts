import type { Issuer, Policy, Rule } from './schema.ts'

/** The `claims` parameter (OpenID Connect Core §5.5): every claim that counts is asked for in the ID token itself. */
export type ClaimsParameter = { readonly id_token: Readonly<Record<string, null | { readonly essential: true }>> }

/** Everything that the policy could look at, of this issuer. `auth_time` is demanded: without it no approval counts. */
export function wantedClaims(
  policy: Pick<Policy, 'rules' | 'groups'>,
  { issuer, identity, members = '' }: Pick<Issuer, 'issuer' | 'identity' | 'members'>,
): ClaimsParameter {
  const groups = policy.groups.flatMap((group) => ('claim' in group && group.issuer === issuer ? [group.claim] : []))
  const names = new Set([
    ...Object.values(identity).map(firstOf),
    ...groups.map(firstOf),
    ...(identity.email === undefined ? [] : ['email_verified']),
    ...[members, ...policy.rules.flatMap(conditionsIn)].flatMap(claimsIn),
    'acr',
    'amr',
  ])
  for (const protocol of ['sub', 'iss', 'aud', 'nonce']) names.delete(protocol)
  return { id_token: { ...Object.fromEntries([...names].map((name) => [name, null])), auth_time: { essential: true } } }
}

/** Of a path it is the claim that holds it all; a URL is one name, dots and all. */
function firstOf(path: string): string {
  return path.includes('://') ? path : (path.split('.')[0] ?? path)
}

function conditionsIn({ approvers, break_glass }: Rule): readonly string[] {
  if (approvers === undefined) return []
  const { parts, exclude = '' } = approvers
  return [exclude, ...[...parts, ...(break_glass?.who ?? [])].map(({ when = '' }) => when)]
}

/** `claims.hd`, `claims["hd"]`, `approver.claims.hd`. */
function claimsIn(condition: string): string[] {
  const dotted = condition.matchAll(/\bclaims\.([A-Za-z_]\w*)/g)
  const indexed = condition.matchAll(/\bclaims\[\s*["']([^"']+)["']\s*\]/g)
  return [...dotted, ...indexed].flatMap(([, name]) => (name === undefined ? [] : [name]))
}
