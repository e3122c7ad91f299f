import type { PageBody, PageEntry } from '../page-messages.ts'

/** The bytes of a body, as far as they travel to the approver. */
export function sizeOf(body: PageBody): number {
  if (body.kind === 'none') return 0
  if (body.kind === 'bytes') return body.bytes.byteLength
  return body.entries.reduce((sum, entry) => sum + sizeOfEntry(entry), 0)
}

/** With its names: they travel, too. */
function sizeOfEntry(entry: PageEntry): number {
  if ('bytes' in entry) return utf8Size(entry.name) + utf8Size(entry.filename) + entry.bytes.byteLength
  return utf8Size(entry.name) + utf8Size(entry.value)
}

function utf8Size(text: string): number {
  return utf8.encode(text).length
}

const utf8 = new TextEncoder()
