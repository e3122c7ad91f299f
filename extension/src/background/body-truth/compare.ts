import { decodeBase64url } from '@countersign/shared/protocol'
import type { SentBody, SentEntry } from '../../messages.ts'

/** What the network layer shows of a body that is about to be sent. */
export type Seen =
  | { readonly kind: 'none' }
  /** Without `files`, the contents of a multipart form's files are left out of it. */
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array<ArrayBuffer>; readonly files: boolean }
  /** The fields of a form by name; of a file its name alone. */
  | { readonly kind: 'fields'; readonly fields: ReadonlyMap<string, readonly string[]> }
  /** A part of it lies where it is not shown. */
  | { readonly kind: 'hidden' }

/** `unseen`: too little was shown to tell. */
export type Truth = 'same' | 'differs' | 'unseen'

/**
 * Whether a body that is about to be sent is the one that was held. Byte for byte where bytes are shown; fields and file
 * names where only those are.
 */
export async function compareBody(held: SentBody, seen: Seen): Promise<Truth> {
  if (seen.kind === 'hidden') return 'unseen'
  if (held.kind === 'none') return seen.kind === 'none' ? 'same' : 'differs'
  if (held.kind === 'form-data') return compareForm(held.entries, seen)
  const bytes = decodeBase64url(held.bytes)
  if (seen.kind === 'none') return truth(bytes.length === 0)
  if (seen.kind === 'bytes') return truth(equal(bytes, seen.bytes))
  return compareFields(bytes, held.type, seen.fields)
}

function truth(isSame: boolean): Truth {
  return isSame ? 'same' : 'differs'
}

/** Bytes that the browser took for a form. */
function compareFields(
  bytes: Uint8Array<ArrayBuffer>,
  type: string,
  fields: Extract<Seen, { kind: 'fields' }>['fields'],
): Truth {
  const essence = type.split(';')[0]?.trim().toLowerCase()
  if (essence === 'multipart/form-data') return 'unseen'
  if (essence !== 'application/x-www-form-urlencoded') return 'differs'
  // Firefox shows a form without fields where a service worker hands it on as a stream.
  if (fields.size === 0) return bytes.length === 0 ? 'same' : 'unseen'
  return truth(sameFields(grouped([...new URLSearchParams(new TextDecoder().decode(bytes))]), fields))
}

async function compareForm(entries: readonly SentEntry[], seen: Seen): Promise<Truth> {
  if (seen.kind === 'fields') return truth(sameFields(grouped(entries.map(shownOf)), seen.fields))
  const form = seen.kind === 'bytes' ? await parseForm(seen.bytes) : undefined
  if (form === undefined || seen.kind !== 'bytes') return 'differs'
  const sent = [...form]
  if (sent.length !== entries.length) return 'differs'
  const truths = await Promise.all(sent.map(([name, value], at) => compareEntry(entries[at], name, value, seen.files)))
  if (truths.includes('differs')) return 'differs'
  return truths.includes('unseen') ? 'unseen' : 'same'
}

/** The browser chooses the boundary, and begins with it. */
async function parseForm(bytes: Uint8Array<ArrayBuffer>): Promise<FormData | undefined> {
  const [, boundary] = /^--([^\r\n]{1,200})\r\n/.exec(new TextDecoder('latin1').decode(bytes.subarray(0, 300))) ?? []
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` }
  // Bytes that are no form are not the form that was held.
  return new Response(bytes, { headers }).formData().catch(() => undefined)
}

async function compareEntry(
  entry: SentEntry | undefined,
  name: string,
  value: FormDataEntryValue,
  files: boolean,
): Promise<Truth> {
  if (entry?.name !== name) return 'differs'
  if (typeof value === 'string') return truth(!('bytes' in entry) && withCrLf(entry.value) === withCrLf(value))
  if (!('bytes' in entry) || entry.filename !== value.name) return 'differs'
  const bytes = decodeBase64url(entry.bytes)
  if (!files && value.size === 0 && bytes.length > 0) return 'unseen'
  return truth(equal(bytes, new Uint8Array(await value.arrayBuffer())))
}

function shownOf(entry: SentEntry): readonly [string, string] {
  return [entry.name, 'bytes' in entry ? entry.filename : entry.value]
}

function grouped(pairs: readonly (readonly [string, string])[]): ReadonlyMap<string, readonly string[]> {
  const fields = new Map<string, string[]>()
  for (const [name, value] of pairs) fields.set(name, [...(fields.get(name) ?? []), value])
  return fields
}

/** Browsers show line ends as they are sent or as the page wrote them. */
function sameFields(
  one: ReadonlyMap<string, readonly string[]>,
  other: ReadonlyMap<string, readonly string[]>,
): boolean {
  const text = (values: readonly string[] | undefined) => JSON.stringify(values?.map(withCrLf))
  return one.size === other.size && [...one].every(([name, values]) => text(values) === text(other.get(name)))
}

function withCrLf(value: string): string {
  return value.replaceAll(/\r\n|\r|\n/g, '\r\n')
}

function equal(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at])
}
