import { decodeBase64url } from '@countersign/shared/protocol'
import { leavesPage, type SentBody, type SentCapture } from './messages.ts'

/**
 * What makes two captures identical: everything that will be sent, without what a console makes anew for each load of
 * its page. Two captures of one likeness are one action; the second is released in the place of the first.
 *
 * @returns a text that is equal for identical captures, and for no others
 */
export function likenessOf({ method, url, headers, body, way }: SentCapture): string {
  const kept = headers
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => !/csrf|xsrf/.test(name))
    .sort(([left], [right]) => (left === right ? 0 : left < right ? -1 : 1))
  const sentAs = leavesPage({ way }) ? 'page' : 'script'
  return JSON.stringify([sentAs, method.toUpperCase(), url, kept, lastingBody(body)])
}

function lastingBody(body: SentBody): unknown {
  if (body.kind === 'none') return null
  if (body.kind === 'bytes') return [body.type, isForm(body.type) ? lastingPairs(body.bytes) : body.bytes]
  return body.entries.flatMap((entry) => {
    if ('bytes' in entry) return [[entry.name, entry.filename, entry.type, entry.bytes]]
    return isPerLoad(entry.name) ? [] : [[entry.name, entry.value]]
  })
}

/** The pairs of a url-encoded form as they are written, without those that are made anew for each load. */
function lastingPairs(bytes: string): unknown {
  const text = new TextDecoder('latin1').decode(decodeBase64url(bytes))
  return text.split('&').filter((pair) => {
    // Behind the mark no question mark is taken for the beginning of a query.
    // (The object itself, not its keys(): Firefox lets a content script go through no other.)
    const [[name] = ['']] = new URLSearchParams(`&${pair}`)
    return !isPerLoad(name)
  })
}

function isForm(type: string): boolean {
  return type.split(';')[0]?.trim().toLowerCase() === 'application/x-www-form-urlencoded'
}

/** The names that common frameworks give to their CSRF tokens. */
function isPerLoad(field: string): boolean {
  return /csrf|xsrf|^(?:authenticity_token|__requestverificationtoken|_token|form_token)$/i.test(field)
}
