import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What the operator's one secret is good for; each use has a key of its own (HKDF, RFC 5869). */
export type Secret = {
  readonly encrypt: (bytes: Uint8Array) => Buffer
  readonly decrypt: (bytes: Uint8Array) => Buffer
  readonly sessionKey: Uint8Array
  readonly nonceKey: Uint8Array
}

export function makeSecret(secret: string): Secret {
  const atRest = derive(secret, 'at-rest')
  return {
    encrypt: (bytes) => encrypt(atRest, bytes),
    decrypt: (bytes) => decrypt(atRest, bytes),
    sessionKey: derive(secret, 'session'),
    nonceKey: derive(secret, 'dpop-nonce'),
  }
}

/** The secret of a relay that was given none: random, made once, readable by its owner alone. */
export async function keptSecret(directory: string): Promise<string> {
  const file = join(directory, 'secret')
  if (existsSync(file)) return readFile(file, 'utf8')
  await mkdir(directory, { recursive: true })
  const secret = randomBytes(32).toString('base64url')
  await writeFile(file, secret, { mode: 0o600 })
  return secret
}

function derive(secret: string, use: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', `countersign/1 ${use}`, 32))
}

/** AES-256-GCM: 12 bytes of nonce, 16 of tag, the ciphertext. */
function encrypt(key: Uint8Array, bytes: Uint8Array): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  const sealed = Buffer.concat([cipher.update(bytes), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed])
}

function decrypt(key: Uint8Array, bytes: Uint8Array): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12))
  decipher.setAuthTag(bytes.subarray(12, 28))
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()])
}
