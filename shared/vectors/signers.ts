import { CompactSign, type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose'
import type { Claims, DeviceKey, IdToken, IssuerKeys } from '../src/protocol/index.ts'
import { issuer } from './example.ts'

/** An identity provider reduced to what verification sees of it: its keys, and tokens signed with them. */
export type TokenSigner = {
  readonly keys: IssuerKeys
  readonly jwk: JWK
  readonly privateKey: CryptoKey
  readonly sign: (claims: Claims, header?: Readonly<Record<string, unknown>>) => Promise<IdToken>
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
  }
}

export async function makeDevice(): Promise<DeviceKey & { readonly jkt: string }> {
  const { publicKey, privateKey } = await generateKeyPair('ES256')
  const publicJwk = await exportJWK(publicKey)
  return { privateKey, publicJwk, jkt: await calculateJwkThumbprint(publicJwk) }
}
