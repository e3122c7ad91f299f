import { createReadStream } from 'node:fs'
import { ProtocolError, type Replacement, type VerifiedPolicy, verifyPolicy } from '@countersign/shared/protocol'
import { PolicyFileError } from './policy-file-error.ts'
import { type ReadSource, readSource } from './read-source.ts'
import type { Signer } from './signer.ts'

/** A policy that may come into force, with what clients get: the last signed file, and what replaced it since. */
export type LoadedPolicy = VerifiedPolicy & { readonly jws: string; readonly replacements: readonly Replacement[] }

/** The policy in a file, and where the file says which version it is: words about it begin with that. */
export type PolicyFile = LoadedPolicy & { readonly versionAt: string }

/**
 * The policy in a file: its signature is checked against the signer's key, and its date. At the start and whenever the
 * file has changed it is the same check.
 *
 * @throws {PolicyFileError} with line and column where the file is wrong
 */
export async function loadPolicy(file: string, signer: Signer, now: number): Promise<PolicyFile> {
  const text = await readText(file)
  if (signer.kind === 'operator') return loadSigned(file, text, signer, now)
  const { policy, placeOf } = readSource(file, text)
  return verified(await signer.sign(policy), signer, now, placeOf)
}

async function loadSigned(file: string, text: string, signer: Signer, now: number): Promise<PolicyFile> {
  if (text.length > longest) throw new PolicyFileError(`${file}: larger than 4 MiB.`)
  return verified(text.trim(), signer, now, () => `${file}:`)
}

type PlaceOf = ReadSource['placeOf']

async function verified(jws: string, { key }: Signer, now: number, placeOf: PlaceOf): Promise<PolicyFile> {
  try {
    const policy = await verifyPolicy(jws, key, 0, now)
    return { ...policy, jws, replacements: [], versionAt: placeOf(['version']) }
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause
    const place = placeOf(cause.code === 'policy_expired' ? ['valid_until'] : [])
    throw new PolicyFileError(`${place} ${cause.message}`, { cause })
  }
}

/** The longest that a signed policy may be; a source has its own limit, which is less. */
const longest = 4_194_304

/** Of what is too long, as much as shows that it is. */
async function readText(file: string): Promise<string> {
  try {
    const chunks: Buffer[] = []
    for await (const chunk of createReadStream(file, { end: longest })) chunks.push(chunk)
    return Buffer.concat(chunks).toString('utf8')
  } catch (cause) {
    throw new PolicyFileError(`${file} cannot be read.`, { cause })
  }
}
