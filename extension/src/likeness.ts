import { type PerLoad, perLoadOf } from '@countersign/shared/policy'
import { decodeBase64url, findJsonSpans, parseStrictJson } from '@countersign/shared/protocol'
import { leavesPage, type SentBody, type SentCapture } from './messages.ts'

/**
 * What makes two captures identical: everything that will be sent, without what a console makes anew for each load of
 * its page. Two captures of one likeness are one action; the second is released in the place of the first.
 *
 * @param perLoad what of it that is, by the rule that protects it
 * @returns a text that is equal for identical captures, and for no others
 */
export function likenessOf({ method, url, headers, body, way }: SentCapture, perLoad = perLoadOf(undefined)): string {
  const kept = headers
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => !perLoad.isHeader(name))
    .sort(([left], [right]) => (left === right ? 0 : left < right ? -1 : 1))
  const sentAs = leavesPage({ way }) ? 'page' : 'script'
  return JSON.stringify([sentAs, method.toUpperCase(), url, kept, lastingBody(body, perLoad)])
}

function lastingBody(body: SentBody, perLoad: PerLoad): unknown {
  if (body.kind === 'none') return null
  if (body.kind === 'bytes') return [body.type, lastingBytes(body, perLoad)]
  return body.entries.flatMap((entry) => {
    if ('bytes' in entry) return [[entry.name, entry.filename, entry.type, entry.bytes]]
    return perLoad.isField(entry.name) ? [] : [[entry.name, entry.value]]
  })
}

function lastingBytes({ type, bytes }: Extract<SentBody, { kind: 'bytes' }>, perLoad: PerLoad): unknown {
  if (isForm(type)) return lastingPairs(bytes, perLoad)
  return perLoad.pointers.size === 0 ? bytes : lastingJson(bytes, perLoad.pointers)
}

/** The pieces of a JSON text between the values that are made anew; what is no strict JSON lasts as it is. */
function lastingJson(bytes: string, pointers: ReadonlySet<string>): unknown {
  const decoded = decodeBase64url(bytes)
  try {
    parseStrictJson(decoded)
  } catch {
    return bytes
  }
  const text = new TextDecoder().decode(decoded)
  const ends = findJsonSpans(text, pointers).flatMap(({ start, end }) => [start, end])
  const edges = [0, ...ends, text.length]
  return edges.flatMap((edge, index) => (index % 2 === 0 ? [text.slice(edge, edges[index + 1])] : []))
}

/** The pairs of a url-encoded form as they are written, without those that are made anew for each load. */
function lastingPairs(bytes: string, perLoad: PerLoad): unknown {
  const text = new TextDecoder('latin1').decode(decodeBase64url(bytes))
  return text.split('&').filter((pair) => {
    // Behind the mark no question mark is taken for the beginning of a query.
    // (The object itself, not its keys(): Firefox lets a content script go through no other.)
    const [[name] = ['']] = new URLSearchParams(`&${pair}`)
    return !perLoad.isField(name)
  })
}

function isForm(type: string): boolean {
  return type.split(';')[0]?.trim().toLowerCase() === 'application/x-www-form-urlencoded'
}
