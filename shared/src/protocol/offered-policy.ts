import { decodeBase64url } from '../encoding/base64url.ts'
import { parseStrictJson } from '../encoding/strict-json.ts'
import type { Digest } from './brands.ts'
import { sha256 } from './digest.ts'

/** What an offer ends with, to name it by where it is refused. Nothing in it has been checked. */
export type OfferedPolicy = { readonly digest: Digest; readonly version: number | undefined }

/** Names the policy that an offer ends with; where there is none to be read, by the hash of what was sent instead. */
export async function nameOffered(offered: unknown): Promise<OfferedPolicy> {
  const text = lastPayload(offered)
  const bytes = text === undefined ? undefined : bytesOf(text)
  if (bytes === undefined) return { digest: await sha256(JSON.stringify(offered)), version: undefined }
  return { digest: await sha256(bytes), version: versionIn(bytes) }
}

function lastPayload(offered: unknown): string | undefined {
  const { jws, replacements } = membersOf(offered)
  const last = Array.isArray(replacements) ? membersOf(replacements.at(-1))['body'] : undefined
  if (typeof last === 'string') return last
  return typeof jws === 'string' ? jws.split('.')[1] : undefined
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return decodeBase64url(text)
  } catch {
    return undefined
  }
}

function versionIn(bytes: Uint8Array): number | undefined {
  try {
    const { version } = membersOf(parseStrictJson(bytes))
    return typeof version === 'number' && Number.isSafeInteger(version) && version > 0 ? version : undefined
  } catch {
    return undefined
  }
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' ? { ...value } : {}
}
