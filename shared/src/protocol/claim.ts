import type { Json } from '../encoding/strict-json.ts'

/** The claims of a token, as they stand in it. */
export type Claims = { readonly [name: string]: Json }

/**
 * A claim by its name, or where there is none of that name, by the path to it: `realm_access.roles`. The name comes
 * first, since names may have dots: some providers demand URLs.
 */
export function claimAt(claims: Claims, path: string): Json | undefined {
  if (Object.hasOwn(claims, path)) return claims[path]
  let value: Json | undefined = claims
  for (const step of path.split('.')) {
    if (!isClaims(value) || !Object.hasOwn(value, step)) return undefined
    value = value[step]
  }
  return value
}

/** Whether a claim is an object, with claims of its own. */
export function isClaims(value: Json | undefined): value is Claims {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
