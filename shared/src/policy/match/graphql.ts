import type { Json } from '../../encoding/strict-json.ts'
import { essenceOf, type Field, fieldsOf } from './fields.ts'
import { type Operation, rootFields } from './graphql-document.ts'
import { isList, jsonIn, jsonOf, membersNamed } from './json.ts'
import type { Outgoing } from './outgoing.ts'
import { fold, matchesPattern } from './pattern.ts'

/** What a rule says of a GraphQL call. */
export type GraphqlCondition = { readonly operation: Operation; readonly fields: readonly string[] }

/**
 * Whether a call begins with one of the fields; so does one that cannot be seen into: no document in it (a persisted
 * one is known to the server alone), several readings, no GraphQL.
 */
export function callsField(outgoing: Outgoing, { operation, fields }: GraphqlCondition): boolean {
  const documents = documentsOf(outgoing)
  if (documents === undefined || documents.length === 0) return true
  try {
    return documents.some((text) =>
      [...rootFields(text, operation)].some((field) => fields.some((pattern) => matchesPattern(pattern, field))),
    )
  } catch {
    return true
  }
}

/** Every document that a server could take out of it, batches and the query of the URL included. */
function documentsOf(outgoing: Outgoing): readonly string[] | undefined {
  const inUrl = fieldsOf({ ...outgoing, body: { kind: 'none' } })
  const inBody = documentsOfBody(outgoing)
  if (inUrl === undefined || inBody === undefined) return undefined
  return [...textsNamed(inUrl, 'query'), ...inBody]
}

function documentsOfBody(outgoing: Outgoing): readonly string[] | undefined {
  const { body } = outgoing
  if (body.kind === 'none') return []
  if (body.kind === 'bytes' && essenceOf(body.type) === 'application/graphql') return asText(body.bytes)
  const json = jsonOf(body)
  if (json !== undefined) return documentsIn(json)
  const fields = fieldsOf({ ...outgoing, url: '' })
  if (fields === undefined) return undefined
  // Multipart calls carry their JSON in one field, and files in others.
  const carried = textsNamed(fields, 'operations').map((text) => jsonIn(new TextEncoder().encode(text)))
  const inner = carried.map((value) => (value === undefined ? undefined : documentsIn(value)))
  if (inner.includes(undefined) || identifiers.some((name) => textsNamed(fields, name).length > 0)) return undefined
  return [...inner.flatMap((found) => found ?? []), ...textsNamed(fields, 'query')]
}

function asText(bytes: Uint8Array): readonly string[] | undefined {
  try {
    return [new TextDecoder('utf-8', { fatal: true }).decode(bytes)]
  } catch {
    return undefined
  }
}

/** Names under which servers look up a document that they know; beside a document it is open which of them counts. */
const identifiers = ['id', 'documentid', 'doc_id', 'queryid']

function documentsIn(json: Json): readonly string[] | undefined {
  const calls = isList(json) ? json : [json]
  const found = calls.map((call) => {
    if (identifiers.some((name) => membersNamed(call, name).length > 0)) return undefined
    const queries = membersNamed(call, 'query')
    return queries.length > 0 && queries.every((query) => typeof query === 'string') ? queries : undefined
  })
  return found.includes(undefined) ? undefined : found.flatMap((queries) => queries ?? []).map(String)
}

function textsNamed(fields: readonly Field[], name: string): readonly string[] {
  return fields.flatMap((field) => (fold(field.name) === name ? [field.text ?? ''] : []))
}
