import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose'
import {
  type Claims,
  type DeviceKey,
  type Digest,
  type IdToken,
  type IssuerKeys,
  signAsk,
  signDeny,
  signReview,
} from '../src/protocol/index.ts'
import { issuer } from './example.ts'
import { base64url } from './jws-parts.ts'

/** A key pair; `jwk` is its public half. */
export type KeyPair = { readonly privateKey: CryptoKey; readonly jwk: JWK }

/** What becomes of a signature that has just been made; see kept.ts. */
export type Settle = (jws: string, signedWith: JWK) => Promise<string>

/** An identity provider reduced to what verification sees of it: its keys, and tokens signed with them. */
export type TokenSigner = KeyPair & {
  readonly keys: IssuerKeys
  readonly sign: (claims: Claims, header?: Readonly<Record<string, unknown>>) => Promise<IdToken>
  /** Signs whatever it is given, strict or not, as an issuer with a strange library would. */
  readonly signText: (header: string, payload: string | Uint8Array) => Promise<IdToken>
}

export async function makeTokenSigner(alg = 'ES256', kid = 'key-1'): Promise<TokenSigner> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
  const jwk = { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' }
  return tokenSignerOf({ jwk, privateKey }, alg)
}

/** The signer of one issuer with one key, whose name in headers is its `kid`. */
export function tokenSignerOf({ jwk, privateKey }: KeyPair, alg: string, iss = issuer, settle = asMade): TokenSigner {
  const sign = async (header: string, payload: string | Uint8Array) =>
    // Just signed: a compact JWS is what the brand stands for.
    (await settle(await signText(alg, privateKey, header, payload), jwk)) as IdToken
  return {
    keys: { [iss]: { keys: [{ kty: '', ...jwk }] } },
    jwk,
    privateKey,
    sign: (claims, header = {}) =>
      sign(JSON.stringify({ alg, kid: jwk.kid, ...header }), JSON.stringify({ iss, ...claims })),
    signText: sign,
  }
}

/** A browser or a phone: its key pair, and what it says. */
export type Device = DeviceKey & {
  readonly jkt: string
  readonly ask: (digest: Digest) => Promise<string>
  readonly deny: (digest: Digest, reason?: string) => Promise<string>
  readonly review: (digest: Digest, reason?: string) => Promise<string>
}

export async function makeDevice(): Promise<Device> {
  const { publicKey, privateKey } = await generateKeyPair('ES256')
  return deviceOf({ privateKey, jwk: await exportJWK(publicKey) })
}

export async function deviceOf({ privateKey, jwk }: KeyPair, settle = asMade): Promise<Device> {
  const key = { privateKey, publicJwk: jwk }
  return {
    ...key,
    jkt: await calculateJwkThumbprint(jwk),
    ask: async (digest) => settle(await signAsk(key, digest), jwk),
    deny: async (digest, reason) => settle(await signDeny(key, digest, reason), jwk),
    review: async (digest, reason) => settle(await signReview(key, digest, reason), jwk),
  }
}

/** A compact JWS over any two texts, with no library between that could refuse them. */
export async function signText(
  alg: string,
  privateKey: CryptoKey,
  header: string,
  payload: string | Uint8Array,
): Promise<string> {
  const input = `${base64url(header)}.${base64url(payload)}`
  const signature = await crypto.subtle.sign(parametersOf(alg), privateKey, new TextEncoder().encode(input))
  return `${input}.${base64url(new Uint8Array(signature))}`
}

/** RFC 7518 §3.1 and RFC 8037 §3.1, as Web Crypto calls them. */
export function parametersOf(alg: string): AlgorithmIdentifier | EcdsaParams | RsaPssParams {
  const found = parameters[alg]
  if (found === undefined) throw new Error(`no parameters for ${alg}`)
  return found
}

const parameters: Readonly<Record<string, AlgorithmIdentifier | EcdsaParams | RsaPssParams>> = {
  RS256: { name: 'RSASSA-PKCS1-v1_5' },
  PS256: { name: 'RSA-PSS', saltLength: 32 },
  ES256: { name: 'ECDSA', hash: 'SHA-256' },
  ES384: { name: 'ECDSA', hash: 'SHA-384' },
  EdDSA: { name: 'Ed25519' },
}

const asMade: Settle = async (jws) => jws
