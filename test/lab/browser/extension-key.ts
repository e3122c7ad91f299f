import { generateKeyPairSync } from 'node:crypto'
import { type SigningKey, signingKeyOf } from '../../../extension/build/signing-key.ts'

/** An organisation's key for its packages, as `openssl genrsa` makes it. */
export function makeExtensionKey(): SigningKey & { readonly pem: string } {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  return { ...signingKeyOf(pem), pem }
}
