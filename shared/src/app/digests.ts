import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'

/** Built files: their bytes by path, `/` between folders, none at the start. */
export type Files = ReadonlyMap<string, Uint8Array>

/** SHA-256 in lower-case hex by path, sorted by path. */
export type FileDigests = Readonly<Record<string, string>>

export function digestsOf(files: Files): FileDigests {
  const digests = [...files].map(([path, bytes]) => [path, digestOfBytes(bytes)] as const)
  return Object.fromEntries(digests.sort(([one], [other]) => (one < other ? -1 : 1)))
}

/** SHA-256 in lower-case hex. */
export function digestOfBytes(bytes: Uint8Array): string {
  return bytesToHex(sha256(bytes))
}

/**
 * One digest over all files: that of the lines which `sha256sum` prints for them in the order of their paths, so that
 * nobody needs us to compute it.
 */
export function digestOfAll(digests: FileDigests): string {
  const lines = Object.keys(digests)
    .sort()
    .map((path) => `${digests[path]}  ${path}\n`)
  return digestOfBytes(new TextEncoder().encode(lines.join('')))
}
