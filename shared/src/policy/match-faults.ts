import { Value } from 'typebox/value'
import type { PolicyFault } from './fault.ts'
import { pointerFault } from './match/json.ts'
import { patternFault } from './match/pattern.ts'
import type { MatchSource, PatternSource } from './match-source.ts'
import { HeaderName } from './schema.ts'

type Path = PolicyFault['path']

/** What is wrong in what a rule says of a request, method and address aside. */
export function matchFaults(match: MatchSource, path: Path): PolicyFault[] {
  return [
    ...bodyFaults(match, path),
    ...conditionsFaults(match.headers, [...path, 'headers'], headerFault),
    ...sizeFaults(match, path),
    ...modeFaults(match, [...path, 'mode']),
  ]
}

/** Of what only the browser knows when it sends, no rule would ever hold. */
function headerFault(name: string): string | undefined {
  if (!Value.Check(HeaderName, name)) return 'is no name of a header in lower case'
  return isBrowsersOwn(name)
    ? 'is a header that only the browser sets, and none that a page sets is seen under its name'
    : undefined
}

/** https://fetch.spec.whatwg.org/#forbidden-request-header, by name alone. */
function isBrowsersOwn(name: string): boolean {
  return browsersOwn.has(name) || name.startsWith('proxy-') || name.startsWith('sec-')
}

const browsersOwn: ReadonlySet<string> = new Set([
  'accept-charset',
  'accept-encoding',
  'access-control-request-headers',
  'access-control-request-method',
  'access-control-request-private-network',
  'connection',
  'content-length',
  'cookie',
  'cookie2',
  'date',
  'dnt',
  'expect',
  'host',
  'keep-alive',
  'origin',
  'referer',
  'set-cookie',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
])

function sizeFaults({ size, method }: MatchSource, path: Path): PolicyFault[] {
  if (size === undefined || hasBody(method)) return []
  return [{ path: [...path, 'size'], message: `a ${method} has no body` }]
}

function hasBody(method: string): boolean {
  return method !== 'GET' && method !== 'HEAD'
}

/** Method and address alone are what the network sees: of these it blocks all, or the rule would mean none. */
function modeFaults({ mode, body, headers, size }: MatchSource, path: Path): PolicyFault[] {
  if (mode === undefined) return []
  if (body !== undefined) return [{ path, message: 'belongs into "body", where there is one' }]
  if (headers !== undefined || size !== undefined) return []
  return [{ path, message: 'says nothing without "headers", "size" or "body"' }]
}

function bodyFaults({ body, method }: MatchSource, match: Path): PolicyFault[] {
  if (body === undefined) return []
  const path = [...match, 'body']
  const { json, form, graphql } = body
  if (json === undefined && form === undefined && graphql === undefined) {
    return [{ path, message: 'says nothing: it needs "json", "form" or "graphql"' }]
  }
  if (!hasBody(method)) return [{ path, message: `a ${method} has no body` }]
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
