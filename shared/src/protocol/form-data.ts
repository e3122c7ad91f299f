import type { Digest } from './brands.ts'
import { digestOf, sha256 } from './digest.ts'

/** One entry of a multipart form, in the order in which the page appended it. */
export type FormEntry =
  | { readonly name: string; readonly value: string }
  | {
      readonly name: string
      readonly filename: string
      readonly type: string
      readonly value: Uint8Array<ArrayBuffer>
    }

/**
 * The digest of a multipart form. The browser chooses the boundary only when it sends, so the entries are what can be
 * bound: name, file name, type and SHA-256 of each value, in order.
 */
export async function formDataDigest(entries: readonly FormEntry[]): Promise<Digest> {
  return digestOf(await Promise.all(entries.map(canonicalEntry)))
}

/** Bytes of all values; text counts as the UTF-8 that is sent. */
export function formDataSize(entries: readonly FormEntry[]): number {
  return entries.reduce((sum, { value }) => sum + (typeof value === 'string' ? utf8.encode(value) : value).length, 0)
}

const utf8 = new TextEncoder()

async function canonicalEntry(entry: FormEntry) {
  const digest = await sha256(entry.value)
  if (!('filename' in entry)) return { name: entry.name, digest }
  return { name: entry.name, filename: entry.filename, type: entry.type, digest }
}
