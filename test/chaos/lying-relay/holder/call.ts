import type { IncomingMessage } from 'node:http'
import { type RouteName, routes } from '@countersign/shared/api'
import type { Answer } from './lie.ts'

/** A call as it came in. */
export type Call = {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly name: RouteName | undefined
  /** From the extension: that one is lied to; phones get the relay's own answers. */
  readonly isHolder: boolean
}

export async function readCall(incoming: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  const body = Buffer.concat(chunks).toString()
  const { method = 'GET', url = '/' } = incoming
  const [path = '/', query = ''] = url.split('?')
  const headers = Object.fromEntries(kept.flatMap((name) => pair(name, incoming.headers[name]?.toString())))
  const name = nameOf(method, path)
  const isHolder = name === 'openSession' ? JSON.parse(body).role === 'extension' : roleIn(headers) === 'extension'
  return { method, path, query, headers, body, name, isHolder }
}

/** Asks the real relay. */
export async function open(relay: string, { method, path, query, headers, body }: Call): Promise<Response> {
  const url = relay + path + (query === '' ? '' : `?${query}`)
  return fetch(url, { method, headers, ...(body === '' ? {} : { body }) })
}

export async function forward(relay: string, call: Call): Promise<Answer> {
  const response = await open(relay, call)
  const names = ['content-type', 'dpop-nonce', 'www-authenticate']
  const headers = Object.fromEntries(names.flatMap((name) => pair(name, response.headers.get(name) ?? undefined)))
  return { status: response.status, headers, body: await response.text() }
}

const kept = ['accept', 'authorization', 'content-type', 'dpop', 'origin'] as const

function pair(name: string, value: string | undefined): readonly (readonly [string, string])[] {
  return value === undefined ? [] : [[name, value]]
}

/** A session token is the relay's own: it can read in it who calls. */
function roleIn({ authorization = '' }: Readonly<Record<string, string>>): unknown {
  const [payload = ''] = authorization.replace('DPoP ', '').split('.')
  return payload === '' ? undefined : JSON.parse(Buffer.from(payload, 'base64url').toString()).role
}

function nameOf(method: string, path: string): RouteName | undefined {
  return patterns.find((route) => route.method === method && route.pattern.test(path))?.name
}

const patterns = Object.entries(routes).map(([name, { method, path }]) => ({
  // The table's own names.
  name: name as RouteName,
  method: method as string,
  pattern: new RegExp(`^${path.replaceAll(/:\w+/g, '[^/]+')}$`),
}))
