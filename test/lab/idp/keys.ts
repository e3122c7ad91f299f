import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose'

/** What a restarted provider needs to be the same provider again. */
export interface Keys {
  /** Private signing keys, one RS256 and one ES256. */
  readonly signing: readonly JWK[]
  /** Signs the provider's cookies. */
  readonly cookie: string
  /** Makes the pairwise subjects; another value makes everybody somebody else. */
  readonly pairwise: string
}

/**
 * Reads the keys from `dir`, or makes them and keeps them there. Without `dir` they last as long as the process.
 *
 * @throws if the file is there but isn't ours: replacing keys silently would end every session and rename every person
 */
export async function loadKeys(dir: string | undefined): Promise<Keys> {
  if (dir === undefined) return makeKeys()
  const file = join(dir, 'idp-keys.json')
  const stored = await readIfThere(file)
  if (stored !== undefined) return parseKeys(stored, file)
  const keys = await makeKeys()
  await mkdir(dir, { recursive: true })
  // Written beside and renamed: a process killed in the middle leaves no half file for the next start.
  const unfinished = `${file}.${randomBytes(6).toString('hex')}`
  await writeFile(unfinished, JSON.stringify(keys), { mode: 0o600 })
  await rename(unfinished, file)
  return keys
}

async function makeKeys(): Promise<Keys> {
  return {
    signing: await Promise.all([makeSigningKey('RS256'), makeSigningKey('ES256')]),
    cookie: randomBytes(32).toString('base64url'),
    pairwise: randomBytes(32).toString('base64url'),
  }
}

async function makeSigningKey(alg: 'RS256' | 'ES256'): Promise<JWK> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true })
  const jwk = await exportJWK(privateKey)
  return { ...jwk, alg, use: 'sig', kid: await calculateJwkThumbprint(jwk) }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

function parseKeys(text: string, file: string): Keys {
  const value: unknown = JSON.parse(text)
  if (isKeys(value)) return value
  throw new Error(`${file} does not hold the keys of Acme SSO; remove it to start with new ones.`)
}

function isKeys(value: unknown): value is Keys {
  if (typeof value !== 'object' || value === null) return false
  const { signing, cookie, pairwise } = value as Partial<Record<keyof Keys, unknown>> // every member is checked below
  return Array.isArray(signing) && signing.length === 2 && typeof cookie === 'string' && typeof pairwise === 'string'
}
