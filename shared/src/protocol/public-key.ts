import type { JWK } from 'jose'

/** The public members of a P-256 key, and nothing else that a key pair may carry. */
export function publicJwkOf({ kty, crv, x, y }: JWK): JWK {
  return { kty: kty ?? '', crv: crv ?? '', x: x ?? '', y: y ?? '' }
}

/** Whether a value from outside has the shape of a public P-256 key. Importing it shows whether it is one. */
export function isPublicP256(value: unknown): value is JWK {
  if (value === null || typeof value !== 'object' || 'd' in value) return false
  const { kty, crv, x, y }: JWK = value
  return kty === 'EC' && crv === 'P-256' && typeof x === 'string' && typeof y === 'string'
}
