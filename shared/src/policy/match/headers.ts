import type { Match } from '../schema.ts'
import { all, type Outgoing, type OutgoingBody, type Sight } from './outgoing.ts'
import { matchesPattern } from './pattern.ts'

type HeaderCondition = NonNullable<Match['headers']>[number]

/** Whether the headers that the page set are what a rule says of them: all that the rule says. */
export function headersSight(conditions: readonly HeaderCondition[], outgoing: Outgoing): Sight {
  return all(conditions.map((condition) => headerSight(condition, outgoing)))
}

/** A header that is hidden is there; what it says is unseen. */
function headerSight({ name, is }: HeaderCondition, outgoing: Outgoing): Sight {
  const values = valuesOf(name, outgoing)
  if (values.some((value) => value !== undefined && readings(value).some((text) => isOne(is, text)))) return 'yes'
  if (!values.includes(undefined)) return 'no'
  return is.some((pattern) => /^\*+$/.test(pattern)) && hasHeader(name, outgoing) ? 'yes' : 'unseen'
}

function valuesOf(name: string, { headers, body }: Outgoing): readonly (string | undefined)[] {
  const set = headers.flatMap(([one, value]) => (isCalled(one, name) ? [value] : []))
  return name === 'content-type' ? [...set, ...typesOf(body)] : set
}

/** A form has its type without a header; what the browser adds is that of the body. */
function typesOf(body: OutgoingBody): readonly (string | undefined)[] {
  if (body.kind === 'none') return []
  if (body.kind === 'form-data') return ['multipart/form-data']
  return 'type' in body ? [body.type] : [undefined]
}

function hasHeader(name: string, { headers }: Outgoing): boolean {
  return headers.some(([one]) => isCalled(one, name))
}

/** Many servers read a header's name as a variable's (RFC 3875, section 4.1.18), in which `-` is `_`. */
function isCalled(name: string, wanted: string): boolean {
  return asVariable(name) === asVariable(wanted)
}

function asVariable(name: string): string {
  return name.toLowerCase().replaceAll('-', '_')
}

/** Servers take a value as it is, or as the list of what stands between its commas (RFC 9110, section 5.6.1). */
function readings(value: string): readonly string[] {
  return [value, ...value.split(',')].map((text) => text.replaceAll(/^[\t\n\r ]+|[\t\n\r ]+$/g, ''))
}

function isOne(patterns: readonly string[], text: string): boolean {
  return patterns.some((pattern) => matchesPattern(pattern, text))
}
