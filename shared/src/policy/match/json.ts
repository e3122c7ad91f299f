import { type Json, parseStrictJson } from '../../encoding/strict-json.ts'
import type { OutgoingBody } from './outgoing.ts'
import { fold, matchesPattern } from './pattern.ts'

/** The body as JSON, whatever its type says; undefined for what is none, or could be read in several ways. */
export function jsonOf(body: OutgoingBody): Json | undefined {
  if (body.kind !== 'bytes') return undefined
  return jsonIn(body.bytes)
}

export function jsonIn(bytes: Uint8Array): Json | undefined {
  try {
    return parseStrictJson(bytes)
  } catch {
    return undefined
  }
}

/** Whether a value that the pointer leads to is what one of the patterns says. */
export function someValue(json: Json, pointer: string, patterns: readonly string[]): boolean {
  return valuesAt(json, stepsOf(pointer)).some((value) => isLike(value, patterns))
}

/** What is wrong with a pointer; undefined where nothing is. */
export function pointerFault(pointer: string): string | undefined {
  if (!pointer.startsWith('/')) return 'is no JSON pointer: it begins with "/"'
  return /~(?![01])/.test(pointer) ? 'is no JSON pointer: after ~ comes 0 or 1' : undefined
}

/** Members by name, whatever its case: several servers read them so. */
export function membersNamed(value: Json, name: string): readonly Json[] {
  if (value === null || typeof value !== 'object' || isList(value)) return []
  const wanted = fold(name)
  return Object.entries(value).flatMap(([key, member]) => (fold(key) === wanted ? [member] : []))
}

export function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}

function stepsOf(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/**
 * The values that a pointer (RFC 6901) leads to. A step `*` is every member or element; a list where a name is asked
 * for is looked through, since one call may carry many.
 */
function valuesAt(value: Json, [step, ...rest]: readonly string[]): readonly Json[] {
  if (step === undefined) return [value]
  if (value === null || typeof value !== 'object') return []
  const next = nextValues(value, step)
  if (next.length === 0 && isList(value)) return value.flatMap((item) => valuesAt(item, [step, ...rest]))
  return next.flatMap((found) => valuesAt(found, rest))
}

function nextValues(value: Exclude<Json, null | boolean | number | string>, step: string): readonly Json[] {
  if (step === '*') return Object.values(value)
  if (!isList(value)) return membersNamed(value, step)
  const item = /^(?:0|[1-9][0-9]*)$/.test(step) ? value[Number(step)] : undefined
  return item === undefined ? [] : [item]
}

/** Servers make texts of numbers, and of lists with one text in them; what an object comes to, nobody knows. */
function isLike(value: Json, patterns: readonly string[]): boolean {
  if (value !== null && typeof value === 'object') {
    if (!isList(value)) return true
    return value.length === 0 ? isLike('', patterns) : value.some((item) => isLike(item, patterns))
  }
  return patterns.some((pattern) => matchesPattern(pattern, String(value)))
}
