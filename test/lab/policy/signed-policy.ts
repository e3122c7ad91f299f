import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { publicJwkOf, signPolicy } from '@countersign/shared/protocol'
import { importJWK, type JWK } from 'jose'
import { generatePolicyKey } from '../../../server/src/policy/keygen.ts'
import { readPolicySource } from '../../../server/src/policy/read-source.ts'
import { type DemoPolicyOptions, demoPolicy } from './demo-policy.ts'

/** A signed policy as files: what a security team gives to the relay and to the extension's build. */
export type SignedPolicy = {
  readonly policyFile: string
  readonly keyFile: string
  readonly jws: string
  readonly publicKey: JWK
}

/** Writes the demo's policy, signs it under a key that `directory` keeps, and returns where it lies. */
export async function signDemoPolicy(directory: string, options: DemoPolicyOptions): Promise<SignedPolicy> {
  const version = options.version ?? (await versionAfter(sourceIn(directory), options))
  return signPolicyText(directory, demoPolicy({ ...options, version }))
}

/** The same for any policy.yaml. */
export async function signPolicyText(directory: string, yaml: string): Promise<SignedPolicy> {
  const privateJwk = await demoPolicyKey(directory)
  const source = sourceIn(directory)
  const policyFile = join(directory, 'policy.jws')
  const keyFile = join(directory, 'policy-key.public.jwk')
  const publicKey = publicJwkOf(privateJwk)
  await writeFile(source, yaml)
  const privateKey = await importJWK(privateJwk, 'ES256')
  if (privateKey instanceof Uint8Array) throw new TypeError('An EC key is imported as a CryptoKey.')
  const jws = await signPolicy(readPolicySource(source, await readFile(source, 'utf8')), privateKey, publicKey)
  await writeFile(policyFile, jws)
  await writeFile(keyFile, JSON.stringify(publicKey))
  return { policyFile, keyFile, jws, publicKey }
}

function sourceIn(directory: string): string {
  return join(directory, 'policy.yaml')
}

/** The demo's directory outlives it, and with it what has been in force: another policy is another version. */
async function versionAfter(source: string, options: DemoPolicyOptions): Promise<number> {
  if (!existsSync(source)) return 1
  const before = await readFile(source, 'utf8')
  const version = Number(/^version: (\d+)$/m.exec(before)?.[1] ?? 0)
  return before === demoPolicy({ ...options, version }) ? version : version + 1
}

/** The private key that the policies of a directory are signed with; made once. */
export async function demoPolicyKey(directory: string): Promise<JWK> {
  await mkdir(directory, { recursive: true })
  const file = join(directory, 'policy-key.private.jwk')
  if (existsSync(file)) return JSON.parse(await readFile(file, 'utf8'))
  const { privateJwk } = await generatePolicyKey()
  await writeFile(file, JSON.stringify(privateJwk), { mode: 0o600 })
  return privateJwk
}
