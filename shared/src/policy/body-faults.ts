import type { PolicyFault } from './fault.ts'
import { pointerFault } from './match/json.ts'
import { patternFault } from './match/pattern.ts'
import type { PatternSource, PolicySource } from './source.ts'

type Path = PolicyFault['path']

/** What is wrong in what a rule says of the body. */
export function bodyFaults({ body, method }: PolicySource['rules'][number]['match'], match: Path): PolicyFault[] {
  if (body === undefined) return []
  const path = [...match, 'body']
  const { json, form, graphql } = body
  if (json === undefined && form === undefined && graphql === undefined) {
    return [{ path, message: 'says nothing: it needs "json", "form" or "graphql"' }]
  }
  if (method === 'GET' || method === 'HEAD') return [{ path, message: `a ${method} has no body` }]
  return [
    ...conditionsFaults(json, [...path, 'json'], pointerFault),
    ...conditionsFaults(form, [...path, 'form'], (field) => (field === '' ? 'is no name of a field' : undefined)),
    ...(graphql === undefined ? [] : patternFaults(graphql.field, [...path, 'graphql', 'field'])),
  ]
}

/** As in the schema of what is signed. */
const most = 20

function conditionsFaults(
  conditions: Readonly<Record<string, PatternSource>> | undefined,
  path: Path,
  nameFault: (name: string) => string | undefined,
): PolicyFault[] {
  if (conditions === undefined) return []
  const names = Object.keys(conditions)
  if (names.length === 0 || names.length > most) return [{ path, message: `must have 1 to ${most} members` }]
  return Object.entries(conditions).flatMap(([name, pattern]) => {
    const wrong = name.length > 200 ? 'is too long' : nameFault(name)
    if (wrong !== undefined) return [{ path: [...path, name], message: wrong }]
    return patternFaults(pattern, [...path, name])
  })
}

function patternFaults(source: PatternSource, path: Path): PolicyFault[] {
  return (Array.isArray(source) ? source : [source]).flatMap((pattern) => {
    const wrong = patternFault(String(pattern))
    return wrong === undefined ? [] : [{ path, message: wrong }]
  })
}
