import { type CryptoKey, calculateJwkThumbprint, importJWK, type JWK } from 'jose'

/** A device's public key, ready to verify with, and its RFC 7638 thumbprint. */
export type KnownDevice = { readonly key: CryptoKey; readonly jkt: string }

const limit = 2_000
const known = new Map<string, Promise<KnownDevice>>()

/**
 * Imports a P-256 public key, or gives the one imported before: a device speaks often, and importing costs more than
 * verifying. The oldest is forgotten first.
 */
export function knownDevice({ x = '', y = '' }: JWK): Promise<KnownDevice> {
  const name = `${x}.${y}`
  const found = known.get(name)
  if (found !== undefined) return found
  const imported = importDevice({ kty: 'EC', crv: 'P-256', x, y })
  known.set(name, imported)
  imported.catch(() => known.delete(name))
  const [oldest] = known.keys()
  if (known.size > limit && oldest !== undefined) known.delete(oldest)
  return imported
}

async function importDevice(jwk: JWK): Promise<KnownDevice> {
  const [key, jkt] = await Promise.all([importJWK(jwk, 'ES256'), calculateJwkThumbprint(jwk)])
  if (key instanceof Uint8Array) throw new TypeError('An EC key is imported as a CryptoKey.')
  return { key, jkt }
}
