import { type SyncAnswer, type SyncBody, type SyncCall, textsOfCall } from '../../sync-call.ts'
import { type Extracted, extractBody, type Sendable } from '../body.ts'
import { bytesNow, encode, latinOf } from '../bytes.ts'
import { headersOf } from '../capture.ts'
import { askLater, tellNotHeld } from '../channel.ts'
import { inFirefox } from '../in-firefox.ts'
import { brand, getter, keeper } from '../kept.ts'
import { callOnLine } from '../line.ts'
import { essenceOf } from '../mime.ts'
import { pack } from '../packed.ts'
import { isTooLarge } from '../size.ts'
import { append } from './content.ts'
import { fail as end } from './end.ts'
import { fireLoaded, fireReadyState } from './events.ts'
import { headerOf } from './headers.ts'
import { done, type Held } from './held.ts'
import { requestOf } from './request.ts'

const { DOMException, Headers } = globalThis
const keepHeaders = keeper(Headers)
const keepForm = keeper(FormData)
const failed = "Failed to execute 'send' on 'XMLHttpRequest':"
const isBlob = brand(getter(Blob.prototype, 'size'))
const withCredentialsOf = getter(XMLHttpRequest.prototype, 'withCredentials')

/**
 * A page that waits for a synchronous answer lets nothing else happen, so nobody can be asked in the meantime: it gets
 * the browser's network error, and the action is asked for. Once that is approved, the same call goes through.
 *
 * @throws {DOMException} NetworkError
 */
export function sendSync(xhr: XMLHttpRequest, held: Held, data: Sendable): void {
  const mayHaveBody = held.method !== 'GET' && held.method !== 'HEAD'
  if (mayHaveBody && isTooLarge(data)) refuse(xhr, held, 'too-large')
  const extracted = extractBody(mayHaveBody ? data : null)
  const headers = keepHeaders(requestOf(xhr, held, extracted).headers)
  const body = bodyNow(extracted, headers.get('content-type') ?? '')
  if (body === undefined) refuse(xhr, held, 'synchronous')
  // The browser chooses another boundary when it sends.
  if (body.kind === 'form-data') headers.delete('content-type')
  const call: SyncCall = {
    method: held.method,
    url: held.url,
    withCredentials: withCredentialsOf(xhr),
    mimeType: held.mimeType ?? '',
    headers: headersOf(headers),
    body,
  }
  const answer = callOnLine(call)
  // The content script is not there yet: what a first try comes to, it comes to a moment later.
  if (answer === 'unheard') {
    askLater(pack(textsOfCall(call)))
    fail(xhr, held)
  }
  if (answer === undefined) fail(xhr, held)
  deliver(xhr, held, answer)
}

/** What cannot be read at once cannot be asked for. */
function refuse(xhr: XMLHttpRequest, held: Held, why: 'synchronous' | 'too-large'): never {
  tellNotHeld(why)
  fail(xhr, held)
}

/** Firefox fires the events of an error before it throws, Chromium does not. */
function fail(xhr: XMLHttpRequest, held: Held): never {
  if (inFirefox) end(xhr, held, 'error')
  held.readyState = done
  throw new DOMException(
    inFirefox ? 'A network error occurred.' : `${failed} Failed to load '${held.url}'.`,
    'NetworkError',
  )
}

/** A body as it is at this moment; undefined for files, which can only be read later. */
function bodyNow({ data }: Extracted, type: string): SyncBody | undefined {
  if (data === null) return { kind: 'none' }
  const bytes = bytesNow(data)
  if (bytes !== undefined) return { kind: 'bytes', type, latin: latinOf(bytes) }
  // `extractBody` has made bytes of everything else.
  return isBlob(data) ? undefined : fieldsOf(data as FormData)
}

function fieldsOf(form: FormData): SyncBody | undefined {
  const entries: [string, string][] = []
  let isText = true
  keepForm(form).forEach((value, name) => {
    if (typeof value === 'string') entries[entries.length] = [name, value]
    else isText = false
  })
  return isText ? { kind: 'form-data', entries } : undefined
}

/** The content script has read the text as the page would have; from here on it is UTF-8. */
function deliver(xhr: XMLHttpRequest, held: Held, { text, ...head }: SyncAnswer): void {
  held.head = { ...head, redirected: false, type: 'basic' }
  held.mimeType = `${essenceOf(held.mimeType ?? headerOf(held.head, 'content-type') ?? '') ?? 'text/xml'};charset=utf-8`
  append(held.content, encode(text))
  held.readyState = done
  fireReadyState(xhr)
  fireLoaded(xhr, 'load', held)
  fireLoaded(xhr, 'loadend', held)
}
