import { parseStrictJson } from '../encoding/strict-json.ts'
import type { Digest, Salt } from './brands.ts'
import { hiddenHash } from './hidden.ts'
import { findJsonSpans } from './json-spans.ts'

/** One value that a rule hides: where it stands, and its salted hash. */
export type HiddenField = { readonly field: string; readonly hidden: Digest }

/** What may be read of a body. Without `shown` nothing of it: it could not be taken apart. */
export type Redacted = {
  readonly shown: Uint8Array<ArrayBuffer> | undefined
  readonly fields: readonly HiddenField[]
}

/** A piece of the body's text that is hidden: `start` to `end`, and what stands there instead. */
type Cut = { readonly field: string; readonly start: number; readonly end: number; readonly instead: string }

/**
 * A body with the fields that its rule hides cut out. Everything else stays byte for byte: what an approver reads is
 * what will be sent, numbers and white space included.
 *
 * @param redact JSON pointers (`/card/number`) and names of form fields (`password`), from the rule
 * @param type the body's media type; a body that is not a form is read as JSON, whatever it is called
 */
export async function redactBytes(
  redact: readonly string[],
  salt: Salt,
  bytes: Uint8Array<ArrayBuffer>,
  type: string,
): Promise<Redacted> {
  const text = decode(bytes)
  const cuts = text === undefined ? undefined : isForm(type) ? formCuts(redact, text) : jsonCuts(redact, bytes, text)
  if (text === undefined || cuts === undefined) return { shown: undefined, fields: [] }
  const hidden = cuts.map(({ field, start, end }) => ({ field, value: text.slice(start, end) }))
  return { shown: encode(withCuts(text, cuts)), fields: await hideAll(salt, hidden) }
}

/** The salted hashes of hidden values; `#n` counts those of one name, so that none can change places. */
export function hideAll(
  salt: Salt,
  values: readonly { readonly field: string; readonly value: string | Uint8Array }[],
): Promise<HiddenField[]> {
  const counts = new Map<string, number>()
  return Promise.all(
    values.map(async ({ field, value }) => {
      const count = counts.get(field) ?? 0
      counts.set(field, count + 1)
      return { field, hidden: await hiddenHash(salt, `field:${field}#${count}`, value) }
    }),
  )
}

function jsonCuts(redact: readonly string[], bytes: Uint8Array, text: string): readonly Cut[] | undefined {
  try {
    parseStrictJson(bytes)
  } catch {
    // Two readings of it are possible, or none: then nothing of it is shown.
    return undefined
  }
  const pointers = new Set(redact.filter((field) => field.startsWith('/')))
  return findJsonSpans(text, pointers).map(({ pointer, ...span }) => ({
    field: pointer,
    ...span,
    instead: '"[hidden]"',
  }))
}

/** application/x-www-form-urlencoded (https://url.spec.whatwg.org/#urlencoded-parsing), value by value. */
function formCuts(redact: readonly string[], text: string): readonly Cut[] {
  const cuts: Cut[] = []
  let at = 0
  for (const pair of text.split('&')) {
    const split = pair.indexOf('=')
    // Behind the mark no question mark is taken for the beginning of a query.
    const [name = ''] = new URLSearchParams(`&${split < 0 ? pair : pair.slice(0, split)}`).keys()
    if (redact.includes(name) && split >= 0) {
      cuts.push({ field: name, start: at + split + 1, end: at + pair.length, instead: '%5Bhidden%5D' })
    }
    at += pair.length + 1
  }
  return cuts
}

function withCuts(text: string, cuts: readonly Cut[]): string {
  let [shown, from] = ['', 0]
  for (const { start, end, instead } of cuts) {
    shown += text.slice(from, start) + instead
    from = end
  }
  return shown + text.slice(from)
}

function isForm(type: string): boolean {
  return type.split(';')[0]?.trim().toLowerCase() === 'application/x-www-form-urlencoded'
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text)
}
