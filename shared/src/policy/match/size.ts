import type { Match } from '../schema.ts'
import type { OutgoingBody, Sight } from './outgoing.ts'

/** Whether a body is as large as a rule says. Of a multipart form the values count, as in the action. */
export function sizeSight({ at_least }: NonNullable<Match['size']>, body: OutgoingBody): Sight {
  const size = sizeOf(body)
  if (size === undefined) return 'unseen'
  return size >= at_least ? 'yes' : 'no'
}

/** In bytes. */
function sizeOf(body: OutgoingBody): number | undefined {
  if (body.kind === 'none') return 0
  if (body.kind === 'bytes') return body.bytes.length
  if (body.kind === 'unseen') return 'size' in body ? body.size : undefined
  return body.entries.reduce((sum, { value }) => sum + lengthOf(value), 0)
}

function lengthOf(value: string | Uint8Array): number {
  return typeof value === 'string' ? new TextEncoder().encode(value).length : value.length
}
