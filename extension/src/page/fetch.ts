import type { PageBody, PageCapture, PageEntry } from '../messages.ts'
import { abort, type Ending, hold } from './channel.ts'
import { isProtectedMethod, protectedUrl } from './rules.ts'

const { Request, Response, FormData, DOMException } = globalThis
const { apply } = Reflect

/**
 * Holds protected `fetch` calls: the page's own promise waits, and is answered with the real response. Everything
 * else goes to the native function at once, with the very arguments of the call.
 *
 * Test: on a protected console, `fetch('/api/users/u-1', { method: 'DELETE' })` shows the panel and stays pending.
 */
export function hookFetch(): void {
  const native = window.fetch
  // A proxy keeps name, length and the native look of the function.
  window.fetch = new Proxy(native, {
    apply(target, self, args: Parameters<typeof fetch>) {
      const [input, init] = args
      const method = methodOf(input, init)
      if (!isProtectedMethod(method)) return apply(target, self, args)
      const url = protectedUrl(method, input instanceof Request ? input.url : String(input))
      if (url === undefined) return apply(target, self, args)
      return holdFetch(input, init, url, (request) => apply(target, self, [request]))
    },
  })
}

function methodOf(input: RequestInfo | URL, init: RequestInit | undefined): string {
  const method = init?.method ?? (input instanceof Request ? input.method : 'GET')
  return String(method).toUpperCase()
}

async function holdFetch(
  input: RequestInfo | URL,
  init: RequestInit | undefined,
  url: string,
  pass: (request: Request) => Promise<Response>,
): Promise<Response> {
  const request = new Request(input, init)
  const { signal } = request
  if (signal.aborted) throw signal.reason
  const untouched = request.clone()
  const body = await readBody(request, init)
  const key = crypto.randomUUID()
  const ending = await Promise.race([
    hold({ kind: 'hold', key, capture: describe(request, url, body) }, buffersOf(body)),
    aborted(signal, key),
  ])
  return settle(ending, untouched, pass)
}

function settle(ending: Ending, untouched: Request, pass: (request: Request) => Promise<Response>) {
  if (ending.kind === 'answer') return answerOf(ending)
  if (ending.kind === 'pass') return pass(untouched)
  // What the browser itself says when a request does not get through.
  throw new TypeError('Failed to fetch')
}

function aborted(signal: AbortSignal, key: string): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      abort(key)
      reject(signal.reason ?? new DOMException('The user aborted a request.', 'AbortError'))
    })
  })
}

/** Multipart entries are taken apart, since the browser chooses another boundary when it sends; all else is bytes. */
async function readBody(request: Request, init: RequestInit | undefined): Promise<PageBody> {
  const type = request.headers.get('content-type') ?? ''
  if (init?.body instanceof FormData || type.startsWith('multipart/form-data')) {
    const form = await request.formData()
    return { kind: 'form-data', entries: await Promise.all([...form].map(entryOf)) }
  }
  const bytes = await request.arrayBuffer()
  if (bytes.byteLength === 0 && type === '') return { kind: 'none' }
  return { kind: 'bytes', bytes, type }
}

/** One entry of a form, files read. */
export async function entryOf([name, value]: [string, FormDataEntryValue]): Promise<PageEntry> {
  if (typeof value === 'string') return { name, value }
  return { name, filename: value.name, type: value.type, bytes: await value.arrayBuffer() }
}

export function buffersOf(body: PageBody): ArrayBuffer[] {
  if (body.kind === 'bytes') return [body.bytes]
  if (body.kind === 'none') return []
  return body.entries.flatMap((entry) => ('bytes' in entry ? [entry.bytes] : []))
}

function describe(request: Request, url: string, body: PageBody): PageCapture {
  const { mode, credentials, cache, redirect, referrerPolicy, integrity } = request
  const headers = [...request.headers].filter(([name]) => !(body.kind === 'form-data' && name === 'content-type'))
  const way = { kind: 'fetch', mode, credentials, cache, redirect, referrerPolicy, integrity } as const
  return { method: request.method.toUpperCase(), url, headers, body, way }
}

function answerOf({ head, body }: Extract<Ending, { kind: 'answer' }>): Response {
  const hasNoBody = [101, 204, 205, 304].includes(head.status)
  const inRange = head.status >= 200 && head.status <= 599
  const headers = head.headers.map(([name, value]): [string, string] => [name, value])
  const response = new Response(hasNoBody ? null : body, {
    status: inRange ? head.status : 200,
    statusText: head.statusText,
    headers,
  })
  return withRealHead(response, head)
}

/** A constructed response says it has no URL and never was redirected; the page may look at both. */
function withRealHead(
  response: Response,
  head: { url: string; redirected: boolean; type: ResponseType; status: number },
) {
  const { url, redirected, type, status } = head
  Object.defineProperties(response, {
    url: { value: url },
    redirected: { value: redirected },
    type: { value: type },
    status: { value: status },
    ok: { value: status >= 200 && status <= 299 },
    clone: { value: () => withRealHead(Response.prototype.clone.call(response), head) },
  })
  return response
}
