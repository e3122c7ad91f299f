import { importJWK } from 'jose'
import { base64url, partsOf } from './jws-parts.ts'
import { parametersOf, type Settle } from './signers.ts'

/** Signatures that stand in a published file, by what they sign. */
export type Kept = ReadonlyMap<string, readonly string[]>

/** Every signature in a text; what only looks like one is told by its not verifying. */
export function signaturesIn(text: string): Kept {
  const kept = new Map<string, string[]>()
  for (const [, input = '', signature = ''] of text.matchAll(/([\w-]+\.[\w-]+)\.([\w-]+)/g)) {
    kept.set(input, [...(kept.get(input) ?? []), signature])
  }
  return kept
}

/**
 * ES256, ES384 and PS256 give another signature each time. So that a published file changes only where what is signed
 * does, the signature that stands there already is taken in the place of a fresh one, if it verifies.
 *
 * @param alg of all that is settled
 */
export function keeping(kept: Kept, alg: string): Settle {
  return async (jws, jwk) => {
    const [header, payload, fresh] = partsOf(jws)
    const input = `${header}.${payload}`
    const key = await importJWK({ ...jwk }, alg)
    if (key instanceof Uint8Array) throw new TypeError('A public key is imported as a CryptoKey.')
    for (const signature of kept.get(input) ?? []) {
      const bytes = Buffer.from(signature, 'base64url')
      // Published on purpose in other spellings too.
      if (signature.length !== fresh.length || base64url(bytes) !== signature) continue
      if (await crypto.subtle.verify(parametersOf(alg), key, bytes, Buffer.from(input))) return `${input}.${signature}`
    }
    return jws
  }
}
