import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { idOfKey, redirectOf } from './extension-id.ts'

/** The organisation's key for its own packages. Its public half fixes the extension's id, and with it the redirect URI. */
export type SigningKey = {
  readonly privateKey: KeyObject
  /** As a manifest has it: SPKI in DER, in base64. */
  readonly publicKey: string
  readonly id: string
  readonly redirect: string
}

/** @param pem an RSA private key, as `openssl genrsa` writes it */
export function signingKeyOf(pem: string): SigningKey {
  const privateKey = createPrivateKey(pem)
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64')
  const id = idOfKey(publicKey)
  return { privateKey, publicKey, id, redirect: redirectOf(id) }
}
