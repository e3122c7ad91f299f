import { publicJwkOf } from '@countersign/shared/protocol'
import { del, get, set } from 'idb-keyval'
import { calculateJwkThumbprint, exportJWK, type JWK } from 'jose'

/** This browser profile's key: its private half cannot leave the browser. */
export type Device = { readonly pair: CryptoKeyPair; readonly publicJwk: JWK; readonly jkt: string }

let reading: Promise<Device> | undefined

export function readDevice(): Promise<Device> {
  reading ??= load()
  return reading
}

/** It was revoked: the next sign-in is by a fresh one, as of another device. */
export async function forgetDevice(): Promise<void> {
  await del('device-key')
  reading = undefined
}

async function load(): Promise<Device> {
  const pair = (await get<CryptoKeyPair>('device-key')) ?? (await make())
  const publicJwk = publicJwkOf(await exportJWK(pair.publicKey))
  return { pair, publicJwk, jkt: await calculateJwkThumbprint(publicJwk) }
}

async function make(): Promise<CryptoKeyPair> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])
  await set('device-key', pair)
  return pair
}
