import type { EmergencyJwk } from '@countersign/shared/policy'
import { type EmergencySigner, parseStrictJson } from '@countersign/shared/protocol'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'
import { CommandError } from './command-error.ts'

export type KeyKind = 'p-256' | 'ed25519'

/** A new emergency key: its halves as JWKs, and the thumbprint that it counts by. */
export async function generateEmergencyKey(kind: KeyKind) {
  const alg = kind === 'p-256' ? 'ES256' : 'EdDSA'
  const { privateKey } = await generateKeyPair(alg, { extractable: true })
  const privateJwk = await exportJWK(privateKey)
  const publicJwk = publicOf(privateJwk)
  return { privateJwk, publicJwk, fingerprint: await calculateJwkThumbprint(publicJwk) }
}

/**
 * The private key in a JWK's text.
 *
 * @param name how the file is called in words for people
 * @throws {CommandError} 1
 */
export async function readEmergencySigner(text: string, name: string): Promise<EmergencySigner> {
  try {
    const jwk = parsed(text)
    const key = publicOf(jwk)
    if (typeof jwk.d !== 'string') throw new TypeError('no private half')
    const privateKey = await importJWK({ ...key, d: jwk.d }, key.kty === 'EC' ? 'ES256' : 'EdDSA')
    if (privateKey instanceof Uint8Array) throw new TypeError('a symmetric key')
    return { key, privateKey }
  } catch (cause) {
    throw new CommandError(`${name} holds no private emergency key (a JWK with d, of P-256 or Ed25519).`, 1, { cause })
  }
}

function parsed(text: string): JWK {
  const value = parseStrictJson(new TextEncoder().encode(text.trim()))
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new TypeError('not a JSON object')
  // Neither null nor an array: an object. Its members are looked at one by one.
  return value as JWK
}

function publicOf({ kty, crv, x = '', y = '' }: JWK): EmergencyJwk {
  if (kty === 'EC' && crv === 'P-256') return { kty: 'EC', crv, x, y }
  if (kty === 'OKP' && crv === 'Ed25519') return { kty: 'OKP', crv, x }
  throw new TypeError('another kind of key')
}
