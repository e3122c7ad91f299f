import type { Digest } from '@countersign/shared/protocol'
import { signText } from '@countersign/shared/vectors/signers.ts'
import { type KeyName, keyPair, publicJwk } from '@countersign/shared/vectors/worthless-keys.ts'
import { calculateJwkThumbprint } from 'jose'

/** What a keeper signs, also what no program of ours would. */
export async function signWith(name: KeyName, digest: Digest, reason: string): Promise<string> {
  const alg = publicJwk(name).kty === 'EC' ? 'ES256' : 'EdDSA'
  const { privateKey, jwk } = await keyPair(name, alg)
  const header = { alg, typ: 'countersign-emergency+jwt', kid: await calculateJwkThumbprint(jwk) }
  return signText(alg, privateKey, JSON.stringify(header), JSON.stringify({ D: digest, reason }))
}
