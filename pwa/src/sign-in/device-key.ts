import { type DeviceKey, publicJwkOf } from '@countersign/shared/protocol'
import { calculateJwkThumbprint } from 'jose'
import { forget, keepFirst, kept } from '../kept.ts'

/** This phone's key: sessions are bound to it, refusals are signed with it, and it cannot leave the browser. */
export type PhoneKey = DeviceKey & {
  readonly pair: CryptoKeyPair
  /** RFC 7638 thumbprint. */
  readonly jkt: string
}

/** The key of this phone, made at the first start. */
export async function phoneKey(): Promise<PhoneKey> {
  const pair = (await kept<CryptoKeyPair>('device-key')) ?? (await keepFirst('device-key', await makePair()))
  const publicJwk = publicJwkOf(await crypto.subtle.exportKey('jwk', pair.publicKey))
  return { pair, privateKey: pair.privateKey, publicJwk, jkt: await calculateJwkThumbprint(publicJwk) }
}

/** It was revoked: the next sign-in is by a fresh one, as of another device. */
export function forgetKey(): Promise<void> {
  return forget('device-key')
}

function makePair(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])
}
