import type { Outgoing, OutgoingBody } from './outgoing.ts'
import { fold, matchesPattern } from './pattern.ts'

/** A field of a form; one without a text is a file, whose content nobody looks into. */
export type Field = { readonly name: string; readonly text: string | undefined }

/** More than any server takes. */
const most = 10_000

/**
 * The fields of what is sent: of the query, which servers often put together with those of the body, and of the body.
 * Undefined where the body is no form, or one that could be read in several ways.
 */
export function fieldsOf({ url, body }: Outgoing): readonly Field[] | undefined {
  const query = url.split('#', 1)[0]?.split('?').slice(1).join('?') ?? ''
  const ofBody = fieldsOfBody(body)
  if (ofBody === undefined) return undefined
  const fields = [...parsed(query), ...ofBody]
  return fields.length > most ? undefined : fields
}

/** Whether a field is there that a condition speaks of, with a text that is one of its patterns. */
export function someField(fields: readonly Field[], wanted: string, patterns: readonly string[]): boolean {
  const name = nameOf(wanted)
  return fields.some((field) => {
    const found = nameOf(field.name)
    if (found !== name && !found.startsWith(`${name}[`)) return false
    const { text } = field
    return text === undefined || patterns.some((pattern) => matchesPattern(pattern, text))
  })
}

/** The media type without its parameters. */
export function essenceOf(type: string): string {
  return fold((type.split(';', 1)[0] ?? '').trim())
}

function fieldsOfBody(body: OutgoingBody): readonly Field[] | undefined {
  if (body.kind === 'none') return []
  if (body.kind === 'form-data') {
    return body.entries.map(({ name, value }) => ({ name, text: typeof value === 'string' ? value : undefined }))
  }
  if (body.kind === 'unseen' || essenceOf(body.type) !== 'application/x-www-form-urlencoded') return undefined
  // Another encoding would give the same bytes another meaning.
  const charset = /;\s*charset\s*=\s*"?([^\s";]*)/i.exec(body.type)?.[1]
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) return undefined
  return parsed(new TextDecoder().decode(body.bytes))
}

/** Some servers part the pairs at `;`, too: then both readings count. */
function parsed(text: string): readonly Field[] {
  const readings = text.includes(';') ? [text, text.replaceAll(';', '&')] : [text]
  return readings.flatMap((reading) => {
    // A text of separators alone is no work; what is more than anybody takes need not be read.
    if (tooMany(reading)) return Array.from({ length: most + 1 }, () => ({ name: '', text: '' }))
    // Behind the mark no question mark is taken for the beginning of a query.
    return [...new URLSearchParams(`&${reading}`)].map(([name, value]) => ({ name, text: value }))
  })
}

function tooMany(text: string): boolean {
  let count = 0
  for (let at = text.indexOf('&'); at >= 0; at = text.indexOf('&', at + 1)) {
    count += 1
    if (count > most) return true
  }
  return false
}

/** A name as the most forgiving of servers knows it: PHP cuts at NUL, drops spaces before it, writes `_` for others. */
function nameOf(name: string): string {
  const cut = (name.split('\0', 1)[0] ?? '').replace(/^ +/, '')
  const base = cut.includes(']') ? cut : cut.replaceAll('[', '_')
  const bracket = base.indexOf('[')
  const head = bracket < 0 ? base : base.slice(0, bracket)
  return fold(head.replaceAll(/[. ]/g, '_') + base.slice(head.length))
}
