import { importJWK, type JWK } from 'jose'
import type { KeyPair } from './signers.ts'
import published from './worthless-keys.json' with { type: 'json' }

export type KeyName = keyof typeof published.keys

/** The public half of an example's key pair. */
export function publicJwk(name: KeyName): JWK {
  const { kty, crv, x, y, n, e }: JWK = published.keys[name]
  return Object.fromEntries(Object.entries({ kty, crv, x, y, n, e }).filter(([, value]) => value !== undefined))
}

/** An example's key pair, its public half with members besides. */
export async function keyPair(name: KeyName, alg: string, besides: JWK = {}): Promise<KeyPair> {
  const privateKey = await importJWK(published.keys[name], alg)
  if (privateKey instanceof Uint8Array) throw new TypeError('A private key is imported as a CryptoKey.')
  return { privateKey, jwk: { ...publicJwk(name), ...besides } }
}
