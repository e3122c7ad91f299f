import type { Seen } from './compare.ts'

/** What `webRequest.onBeforeRequest` tells of a body; browsers differ in what they leave out. */
export type RequestBody = {
  readonly error?: string | undefined
  readonly formData?: { readonly [name: string]: readonly unknown[] } | undefined
  readonly raw?: readonly { readonly bytes?: unknown; readonly file?: string | undefined }[] | undefined
}

/**
 * @param showsAll whether a body of which nothing is told is none, and bytes are all there are: Firefox tells of all,
 *   Chromium neither of every body nor of a form's files
 */
export function seenOf(body: RequestBody | null | undefined, showsAll: boolean): Seen {
  if (body === null || body === undefined) return { kind: showsAll ? 'none' : 'hidden' }
  if (body.error !== undefined) return { kind: 'hidden' }
  if (body.formData !== undefined) return { kind: 'fields', fields: fieldsOf(body.formData) }
  const parts = (body.raw ?? []).map(({ bytes }) => (bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : undefined))
  // A part that is told as a file has no bytes here.
  if (!parts.every((part) => part !== undefined)) return { kind: 'hidden' }
  return { kind: 'bytes', bytes: joined(parts), files: showsAll }
}

function fieldsOf(formData: NonNullable<RequestBody['formData']>): ReadonlyMap<string, readonly string[]> {
  return new Map(Object.entries(formData).map(([name, values]) => [name, values.map(String)]))
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
