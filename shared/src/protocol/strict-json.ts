import { ProtocolError } from './errors.ts'

/** A value as JSON knows it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

const maxDepth = 64

/**
 * JSON (RFC 8259) with one reading only: no duplicate member names, no lone surrogates, no numbers that overflow,
 * no nesting deeper than 64. `JSON.parse` takes the last of two equal names while another verifier may take the first.
 *
 * @throws {ProtocolError} `json_malformed`
 */
export function parseStrictJson(bytes: Uint8Array): Json {
  const text = decodeUtf8(bytes)
  const value = parseNative(text)
  checkStructure(text)
  checkValue(value)
  return value
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw new ProtocolError('json_malformed', { cause })
  }
}

/** The engines' parsers keep a stack of their own: deep nesting costs them no more than its length. */
function parseNative(text: string): Json {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ProtocolError('json_malformed', { cause })
  }
}

/** In text that is JSON every string ends, so that this never goes back over what it has read. */
const stringOrMark = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/gs

/** Walks text that is already known to be JSON: a string followed by a colon is a member name. */
function checkStructure(text: string): void {
  const open: Set<string>[] = []
  let previous = ''
  for (const [mark] of text.matchAll(stringOrMark)) {
    if (mark === '{' || mark === '[') open.push(new Set())
    if (mark === '}' || mark === ']') open.pop()
    if (open.length > maxDepth) throw new ProtocolError('json_malformed')
    if (mark === ':') {
      const name: string = JSON.parse(previous)
      const names = open.at(-1)
      if (names === undefined || names.has(name)) throw new ProtocolError('json_malformed')
      names.add(name)
    }
    previous = mark
  }
}

function checkValue(value: Json): void {
  if (typeof value === 'string' && !value.isWellFormed()) throw new ProtocolError('json_malformed')
  if (typeof value === 'number' && !Number.isFinite(value)) throw new ProtocolError('json_malformed')
  if (value === null || typeof value !== 'object') return
  for (const [name, member] of Object.entries(value)) {
    checkValue(name)
    checkValue(member)
  }
}
