import type { Action } from '../protocol/index.ts'
import { reindentJson } from './reindent-json.ts'

/**
 * A body as people read it. Nothing is left out of the first four, but for the fields that a rule hides; the last three
 * say what is not shown.
 */
export type ShownBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'json'; readonly text: string }
  | { readonly kind: 'form'; readonly rows: readonly (readonly [name: string, value: string])[] }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'binary'; readonly head: string; readonly size: number }
  | { readonly kind: 'not-shown'; readonly size: number; readonly digest: string }
  /** The rule hides fields of it, and it could not be taken apart. */
  | { readonly kind: 'hidden'; readonly size: number }

/**
 * How to show the body of an action.
 *
 * @param bytes what travelled beside the request and was checked against the action's digest; undefined when it did
 *   not travel
 */
export function bodyToShow(body: Action['body'], bytes: Uint8Array | undefined): ShownBody {
  if (body === undefined) return { kind: 'none' }
  if (body.kind === 'redacted' && body.shown === undefined) return { kind: 'hidden', size: body.size }
  if (bytes === undefined || body.kind === 'form-data') return notShown(body)
  const text = decodeText(bytes)
  if (text === undefined) return { kind: 'binary', head: hex(bytes.subarray(0, 64)), size: bytes.length }
  const type = body.type.split(';')[0]?.trim().toLowerCase() ?? ''
  if (type === 'application/x-www-form-urlencoded') return { kind: 'form', rows: [...new URLSearchParams(text)] }
  const json = reindentJson(text)
  return json === undefined || !looksStructured(json) ? { kind: 'text', text } : { kind: 'json', text: json }
}

function notShown(body: NonNullable<Action['body']>): ShownBody {
  const { size, digest } = body.kind === 'redacted' ? (body.shown ?? { size: body.size, digest: body.hidden }) : body
  return { kind: 'not-shown', size, digest }
}

/** A bare number or word is JSON too, and reads better as the text that it is. */
function looksStructured(json: string): boolean {
  return json.startsWith('{') || json.startsWith('[')
}

function decodeText(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    return text.includes('\0') ? undefined : text
  } catch {
    return undefined
  }
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
}
