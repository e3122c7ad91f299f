import { ProtocolError } from '../errors.ts'

/** A value as JSON knows it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

const maxDepth = 64
const maxMarks = 100_000

/**
 * JSON (RFC 8259) with one reading only: no duplicate member names, no lone surrogates, no numbers that overflow
 * (RFC 7493 §2), no nesting deeper than 64, no more than 100,000 commas and brackets. `JSON.parse` takes the last of
 * two equal names while another verifier may take the first.
 *
 * @throws {ProtocolError} `json_malformed`
 */
export function parseStrictJson(bytes: Uint8Array): Json {
  const text = decodeUtf8(bytes)
  // Before the parser builds anything: what is nested or split a million times costs it a second.
  checkStructure(text)
  const value = parseNative(text)
  checkValue(value)
  return value
}

/** Whether `parseStrictJson` reads it. */
export function isStrictJson(bytes: Uint8Array): boolean {
  try {
    parseStrictJson(bytes)
    return true
  } catch (error) {
    if (error instanceof ProtocolError) return false
    throw error
  }
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw new ProtocolError('json_malformed', { cause })
  }
}

const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a]
const [openBrace, openBracket, closeBrace, closeBracket] = [0x7b, 0x5b, 0x7d, 0x5d]

/**
 * One pass, by hand: a regular expression over hostile text may run out of its engine's stack. What is no JSON at all
 * is left for the parser to refuse; in what is JSON, a string before a colon is a member name.
 */
function checkStructure(text: string): void {
  const open: (Set<string> | undefined)[] = []
  let [marks, nameFrom, nameTo] = [0, 0, 0]
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    if (unit === quote) {
      nameFrom = at
      at = endOfString(text, at)
      nameTo = at + 1
    } else if (unit === openBrace || unit === openBracket) {
      marks += 1
      if (open.push(undefined) > maxDepth) throw new ProtocolError('json_malformed')
    } else if (unit === closeBrace || unit === closeBracket) {
      open.pop()
    } else if (unit === comma) {
      marks += 1
    } else if (unit === colon) {
      open[open.length - 1] = withName(open.at(-1), text.slice(nameFrom, nameTo))
    }
    if (marks > maxMarks) throw new ProtocolError('json_malformed')
  }
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    if (unit === quote) return at
    if (unit === backslash) at += 1
  }
  return text.length
}

/** Two spellings of one name, such as `iss` and `\u0069ss`, are one name. */
function withName(names: Set<string> | undefined, quoted: string): Set<string> {
  const name = quoted.includes('\\') ? parseNative(quoted) : quoted.slice(1, -1)
  if (typeof name !== 'string' || names?.has(name)) throw new ProtocolError('json_malformed')
  return (names ?? new Set()).add(name)
}

function parseNative(text: string): Json {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ProtocolError('json_malformed', { cause })
  }
}

function checkValue(value: Json): void {
  if (typeof value === 'string' && !value.isWellFormed()) throw new ProtocolError('json_malformed')
  if (typeof value === 'number' && !Number.isFinite(value)) throw new ProtocolError('json_malformed')
  if (value === null || typeof value !== 'object') return
  // A list has no names to look at; of a hostile one, making them would take longest.
  if (Array.isArray(value)) {
    for (const item of value) checkValue(item)
    return
  }
  for (const [name, member] of Object.entries(value)) {
    checkValue(name)
    checkValue(member)
  }
}
