import { extractBody, type Sendable } from '../body.ts'
import { headersOf } from '../capture.ts'
import { type Answer, makeKey } from '../channel.ts'
import { passOn } from '../fetch.ts'
import { holdRequest, refuseTooLarge } from '../hold-request.ts'
import { getter, keeper, method } from '../kept.ts'
import { isTooLarge, sizeAtLeast } from '../size.ts'
import { armTimeout, fail } from './end.ts'
import { fireProgress } from './events.ts'
import type { Held, Sending } from './held.ts'
import { receive } from './receive.ts'
import { requestOf } from './request.ts'
import { sendSync } from './send-sync.ts'

const { performance } = window
const now = method(Performance.prototype, 'now')
const uploadOf = getter(XMLHttpRequest.prototype, 'upload')
const keepResponse = keeper(Response)

/** `send()` of a protected request: it is held, and the page sees a request that takes its time. */
export function sendHeld(xhr: XMLHttpRequest, held: Held, data: Sendable): void {
  if (!held.isAsync) {
    sendSync(xhr, held, data)
    return
  }
  const mayHaveBody = held.method !== 'GET' && held.method !== 'HEAD'
  const { request, size } = outgoing(xhr, held, mayHaveBody ? data : null)
  const started = now(performance)
  const sending: Sending = {
    key: makeKey(),
    started,
    size,
    isUploaded: false,
    isOver: false,
    timer: undefined,
    cancel: undefined,
  }
  held.sending = sending
  armTimeout(xhr, held, sending)
  fireProgress(xhr, 'loadstart', 0, undefined)
  if (!sending.isOver && size !== undefined) fireProgress(uploadOf(xhr), 'loadstart', 0, size)
  if (!sending.isOver) void carry(xhr, held, sending, request)
}

/** Without a request where there is more than can be held: it is not even copied. */
type Outgoing = { readonly request: Request | undefined; readonly size: number | undefined }

function outgoing(xhr: XMLHttpRequest, held: Held, data: Sendable): Outgoing {
  if (isTooLarge(data)) return { request: undefined, size: sizeAtLeast(data) }
  const body = extractBody(data)
  return { request: requestOf(xhr, held, body), size: body.data === null ? undefined : body.size }
}

async function carry(xhr: XMLHttpRequest, held: Held, sending: Sending, request: Outgoing['request']): Promise<void> {
  try {
    const untouched = request?.clone()
    const isOver = () => sending.isOver
    const ending = await (request === undefined
      ? refuseTooLarge()
      : holdRequest(request, held.url, sending.key, isOver))
    if (sending.isOver) return
    if (ending.kind === 'fail' || untouched === undefined) return fail(xhr, held, 'error')
    const answer = ending.kind === 'answer' ? ending : await passedOn(untouched)
    if (!sending.isOver) await receive(xhr, held, sending, answer)
  } catch {
    // A file that cannot be read, a connection that broke: whatever it was, the page hears of a network error.
    if (!sending.isOver) fail(xhr, held, 'error')
  }
}

/** No rule protects it any more: it is sent as it is. */
async function passedOn(request: Request): Promise<Pick<Answer, 'head' | 'body'>> {
  const response = keepResponse(await passOn(request))
  const { status, statusText, redirected, type, url, body } = response
  return { head: { status, statusText, redirected, type, url, headers: headersOf(response.headers) }, body }
}
