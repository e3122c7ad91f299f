import type { Digest, Salt } from './brands.ts'
import { digestOf, sha256 } from './digest.ts'
import { type HiddenField, hideAll } from './redact.ts'

/** One entry of a multipart form, in the order in which the page appended it. */
export type FormEntry =
  | { readonly name: string; readonly value: string }
  | {
      readonly name: string
      readonly filename: string
      readonly type: string
      readonly value: Uint8Array<ArrayBuffer>
    }

/** The canonical list of a form's entries as one digest, and the entries whose values a rule hides. */
export type DigestedForm = { readonly digest: Digest; readonly fields: readonly HiddenField[] }

/**
 * The digest of a multipart form. The browser chooses the boundary only when it sends, so the entries are what can be
 * bound: name, file name, type and SHA-256 of each value, in order; in place of a hidden value's SHA-256 its salted
 * hash.
 */
export async function digestForm(
  redact: readonly string[],
  salt: Salt,
  entries: readonly FormEntry[],
): Promise<DigestedForm> {
  const secret = entries.filter(({ name }) => redact.includes(name))
  const fields = await hideAll(salt, secret.map(asField))
  const hidden = new Map(secret.map((entry, index) => [entry, fields[index]?.hidden]))
  const canonical = await Promise.all(entries.map((entry) => canonicalEntry(entry, hidden.get(entry))))
  return { digest: await digestOf(canonical), fields }
}

/** Bytes of all values; text counts as the UTF-8 that is sent. */
export function formDataSize(entries: readonly FormEntry[]): number {
  return entries.reduce((sum, { value }) => sum + (typeof value === 'string' ? utf8.encode(value) : value).length, 0)
}

const utf8 = new TextEncoder()

function asField({ name, value }: FormEntry) {
  return { field: name, value }
}

async function canonicalEntry(entry: FormEntry, hidden: Digest | undefined) {
  const value = hidden === undefined ? { digest: await sha256(entry.value) } : { hidden }
  if (!('filename' in entry)) return { name: entry.name, ...value }
  return { name: entry.name, filename: entry.filename, type: entry.type, ...value }
}
