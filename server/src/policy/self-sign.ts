import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Policy } from '@countersign/shared/policy'
import { publicJwkOf, signPolicy } from '@countersign/shared/protocol'
import { importJWK, type JWK } from 'jose'
import { generatePolicyKey } from './keygen.ts'

/** For a loopback relay with an unsigned policy: signs it with a key that the relay keeps, so clients still pin one. */
export async function makeSelfSigner(directory: string) {
  const privateJwk = await keptKey(directory)
  const key = publicJwkOf(privateJwk)
  const privateKey = await importJWK(privateJwk, 'ES256')
  if (privateKey instanceof Uint8Array) throw new TypeError('An EC key is imported as a CryptoKey.')
  return { kind: 'relay', key, sign: (policy: Policy) => signPolicy(policy, privateKey, key) } as const
}

async function keptKey(directory: string): Promise<JWK> {
  const file = join(directory, 'policy-key.jwk')
  if (existsSync(file)) return JSON.parse(await readFile(file, 'utf8'))
  await mkdir(directory, { recursive: true })
  const { privateJwk } = await generatePolicyKey()
  await writeFile(file, JSON.stringify(privateJwk), { mode: 0o600 })
  return privateJwk
}
