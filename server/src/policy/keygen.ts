import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose'

/** A new policy key pair (ES256) as JWKs, with the thumbprint that people compare. */
export async function generatePolicyKey(): Promise<{ privateJwk: JWK; publicJwk: JWK; fingerprint: string }> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
  const publicJwk = await exportJWK(publicKey)
  return { privateJwk: await exportJWK(privateKey), publicJwk, fingerprint: await calculateJwkThumbprint(publicJwk) }
}
