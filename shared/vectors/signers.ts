import { CompactSign, type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose'
import type { Claims, DeviceKey, IdToken, IssuerKeys } from '../src/protocol/index.ts'
import { issuer } from './example.ts'
import { base64url } from './jws-parts.ts'

/** An identity provider reduced to what verification sees of it: its keys, and tokens signed with them. */
export type TokenSigner = {
  readonly keys: IssuerKeys
  readonly jwk: JWK
  readonly privateKey: CryptoKey
  readonly sign: (claims: Claims, header?: Readonly<Record<string, unknown>>) => Promise<IdToken>
  /** Signs whatever it is given, strict or not, as an issuer with a strange library would. */
  readonly signText: (header: string, payload: string | Uint8Array) => Promise<IdToken>
}

export async function makeTokenSigner(alg = 'ES256', kid = 'key-1'): Promise<TokenSigner> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
  const jwk = { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' }
  return {
    keys: { [issuer]: { keys: [jwk] } },
    jwk,
    privateKey,
    sign: async (claims, header = {}) => {
      const payload = new TextEncoder().encode(JSON.stringify({ iss: issuer, ...claims }))
      // Just signed: a compact JWS is what the brand stands for.
      return (await new CompactSign(payload).setProtectedHeader({ alg, kid, ...header }).sign(privateKey)) as IdToken
    },
    // As above.
    signText: async (header, payload) => (await signText(alg, privateKey, header, payload)) as IdToken,
  }
}

export async function makeDevice(): Promise<DeviceKey & { readonly jkt: string }> {
  const { publicKey, privateKey } = await generateKeyPair('ES256')
  const publicJwk = await exportJWK(publicKey)
  return { privateKey, publicJwk, jkt: await calculateJwkThumbprint(publicJwk) }
}

/** A compact JWS over any two texts, with no library between that could refuse them. */
export async function signText(
  alg: string,
  privateKey: CryptoKey,
  header: string,
  payload: string | Uint8Array,
): Promise<string> {
  const input = `${base64url(header)}.${base64url(payload)}`
  const algorithm = parameters[alg]
  if (algorithm === undefined) throw new Error(`no parameters for ${alg}`)
  const signature = await crypto.subtle.sign(algorithm, privateKey, new TextEncoder().encode(input))
  return `${input}.${base64url(new Uint8Array(signature))}`
}

/** RFC 7518 §3.1 and RFC 8037 §3.1, as Web Crypto calls them. */
const parameters: Readonly<Record<string, AlgorithmIdentifier | EcdsaParams | RsaPssParams>> = {
  RS256: { name: 'RSASSA-PKCS1-v1_5' },
  PS256: { name: 'RSA-PSS', saltLength: 32 },
  ES256: { name: 'ECDSA', hash: 'SHA-256' },
  ES384: { name: 'ECDSA', hash: 'SHA-384' },
  EdDSA: { name: 'Ed25519' },
}
