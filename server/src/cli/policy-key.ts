import { jcs, parseStrictJson, publicJwkOf } from '@countersign/shared/protocol'
import { type CryptoKey, calculateJwkThumbprint, importJWK, type JWK } from 'jose'
import { CommandError } from './command-error.ts'
import { readText } from './files.ts'

/** A policy key as it lies in a file; `privateKey` is absent where the file holds the public half alone. */
export type PolicyKey = {
  readonly publicJwk: JWK
  readonly fingerprint: string
  readonly privateKey: CryptoKey | undefined
}

/**
 * A P-256 key from a JWK file; a private and a public member that do not belong together are refused.
 *
 * @throws {CommandError} 2 where the file cannot be read, 1 where it holds no such key
 */
export async function readPolicyKey(file: string): Promise<PolicyKey> {
  const text = await readText(file)
  try {
    const jwk = parseJwk(text)
    if (jwk.kty !== 'EC' || jwk.crv !== 'P-256') throw new TypeError('not an EC key on P-256')
    const publicJwk = publicJwkOf(jwk)
    // Importing is what shows that the numbers are a point on the curve, and that the halves belong together.
    await imported(publicJwk)
    const privateKey = jwk.d === undefined ? undefined : await imported({ ...publicJwk, d: jwk.d })
    return { publicJwk, fingerprint: await calculateJwkThumbprint(publicJwk), privateKey }
  } catch (cause) {
    throw new CommandError(`${file} holds no policy key (a JWK of an EC key on P-256).`, 1, { cause })
  }
}

function parseJwk(text: string): JWK {
  const value = parseStrictJson(new TextEncoder().encode(text))
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new TypeError('not a JSON object')
  // Neither null nor an array: an object. Its members are looked at one by one.
  return value as JWK
}

async function imported(jwk: JWK): Promise<CryptoKey> {
  const key = await importJWK({ ...jwk, ext: true }, 'ES256')
  if (key instanceof Uint8Array) throw new TypeError('a symmetric key')
  return key
}

/** A JWK as it is written into a file. */
export function jwkText(jwk: JWK): string {
  return `${jcs(jwk)}\n`
}
