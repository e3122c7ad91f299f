import { makeRequest } from './capture.ts'
import { type Answer, abort, type Ending, makeKey } from './channel.ts'
import { holdRequest, refuseTooLarge } from './hold-request.ts'
import { inFirefox } from './in-firefox.ts'
import { asString, brand, getter, keeper, method } from './kept.ts'
import { discard } from './read-body.ts'
import { replaceMethod } from './replace.ts'
import { isProtectedMethod, protectedUrl } from './rules.ts'
import { isTooLarge } from './size.ts'
import { withoutOurFrames } from './stack.ts'

const { apply } = Reflect
const { defineProperties } = Object
const { Promise, Response, TypeError, DOMException } = globalThis
const { fetch } = window
const then = method(Promise.prototype, 'then')
const urlOf = getter(Request.prototype, 'url')
const methodOfRequest = getter(Request.prototype, 'method')
const clone = method(Response.prototype, 'clone')
const isRequest = brand(urlOf)
const keepSignal = keeper(AbortSignal)
/** What the browser itself says when a request does not get through: Firefox in words of its own. */
const failure = inFirefox ? 'NetworkError when attempting to fetch resource.' : 'Failed to fetch'

/**
 * Holds protected `fetch` calls: the page's own promise waits, and is answered with the real response. Everything
 * else goes to the native function at once, with the very arguments of the call.
 *
 * Test: on a protected console, `fetch('/api/users/u-1', { method: 'DELETE' })` shows the panel and stays pending.
 */
export function hookFetch(): void {
  replaceMethod(window, 'fetch', (native, self, args) => {
    // As `fetch` takes them; what is neither fails in the native function or in `Request`.
    const input = args[0] as RequestInfo | URL
    const init = args[1] as RequestInit | undefined
    const name = nameOfMethod(input, init)
    const url = isProtectedMethod(name)
      ? protectedUrl(name, isRequest(input) ? urlOf(input) : asString(input))
      : undefined
    if (url !== undefined) return holdFetch(input, init, url, withoutOurFrames(new TypeError(failure)))
    return then(apply(native, self, args), undefined, (error: unknown) => {
      throw withoutOurFrames(error)
    })
  })
}

/** Sends what turned out not to be protected any more. */
export const passOn: (request: Request) => Promise<Response> = fetch

function nameOfMethod(input: RequestInfo | URL, init: RequestInit | undefined): string | undefined {
  return asString(init?.method ?? (isRequest(input) ? methodOfRequest(input) : 'GET'))
}

/** @param unsent what the page gets when the request does not get through */
async function holdFetch(
  input: RequestInfo | URL,
  init: RequestInit | undefined,
  url: string,
  unsent: TypeError,
): Promise<Response> {
  if (isTooLarge(init?.body)) {
    await refuseTooLarge()
    throw unsent
  }
  const request = makeRequest(input, init)
  const signal = keepSignal(request.signal)
  if (signal.aborted) throw signal.reason
  const untouched = request.clone()
  const key = makeKey()
  const ending = await new Promise<Ending>((resolve, reject) => {
    signal.addEventListener('abort', () => {
      abort(key)
      discard(untouched)
      reject(signal.reason ?? new DOMException('The user aborted a request.', 'AbortError'))
    })
    then(
      holdRequest(request, url, key, () => signal.aborted),
      resolve,
      reject,
    )
  })
  if (ending.kind === 'answer') return responseOf(ending)
  if (ending.kind === 'pass') return await passOn(untouched)
  discard(untouched)
  throw unsent
}

function responseOf({ head, body }: Answer): Response {
  const { status, statusText } = head
  const hasNoBody = status === 101 || status === 204 || status === 205 || status === 304
  const inRange = status >= 200 && status <= 599
  const response = new Response(hasNoBody ? null : body, {
    status: inRange ? status : 200,
    statusText,
    headers: head.headers as [string, string][],
  })
  return withRealHead(response, head)
}

/** A constructed response says it has no URL and never was redirected; the page may look at both. */
function withRealHead(response: Response, head: Answer['head']): Response {
  const { url, redirected, type, status } = head
  return defineProperties(response, {
    url: { value: url },
    redirected: { value: redirected },
    type: { value: type },
    status: { value: status },
    ok: { value: status >= 200 && status <= 299 },
    clone: { value: () => withRealHead(clone(response), head) },
  })
}
