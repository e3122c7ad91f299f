import type { JWK } from 'jose'

/** The public members of a P-256 key, and nothing else that a key pair may carry. */
export function publicJwkOf({ kty, crv, x, y }: JWK): JWK {
  return { kty: kty ?? '', crv: crv ?? '', x: x ?? '', y: y ?? '' }
}

/**
 * Whether a value from outside has the shape of a public P-256 key, in the one spelling that has its thumbprint (RFC
 * 7518 §6.2.1.2: 32 bytes each). Engines take others too. Importing it shows whether it is a point on the curve.
 */
export function isPublicP256(value: unknown): value is JWK {
  if (value === null || typeof value !== 'object' || 'd' in value) return false
  const { kty, crv, x, y }: JWK = value
  return kty === 'EC' && crv === 'P-256' && [x, y].every((text) => typeof text === 'string' && coordinate.test(text))
}

const coordinate = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/
