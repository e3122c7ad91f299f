import { countOf } from '../bytes.ts'
import type { Answer } from '../channel.ts'
import { getter, keeper } from '../kept.ts'
import { append } from './content.ts'
import { stop } from './end.ts'
import { fireLoaded, fireProgress, fireReadyState, makeProgress } from './events.ts'
import { done, type Held, headersReceived, loading, type Sending } from './held.ts'

const keepStream = keeper(ReadableStream)
const keepReader = keeper(ReadableStreamDefaultReader)
const uploadOf = getter(XMLHttpRequest.prototype, 'upload')

/**
 * Gives the page its answer as it comes in, with the browser's own order of states and events. The page may abort or
 * open anew in every one of them: what follows is then not told any more.
 *
 * @throws where the connection breaks in the middle
 */
export async function receive(
  xhr: XMLHttpRequest,
  held: Held,
  sending: Sending,
  { head, body }: Pick<Answer, 'head' | 'body'>,
): Promise<void> {
  tellUploaded(xhr, sending)
  if (sending.isOver) return
  held.head = head
  held.readyState = headersReceived
  fireReadyState(xhr)
  if (sending.isOver) return
  if (body === null || (await readBody(xhr, held, sending, body))) finish(xhr, held, sending)
}

/** Whether all of it came; if not, the page has been told or does not want to know. */
async function readBody(xhr: XMLHttpRequest, held: Held, sending: Sending, body: ReadableStream): Promise<boolean> {
  // What the content script sends are bytes.
  const reader = keepReader(keepStream(body).getReader() as ReadableStreamDefaultReader<Uint8Array>)
  sending.cancel = () => void cancel(reader)
  const progress = makeProgress(xhr, held, sending)
  for (;;) {
    const part = await reader.read()
    if (sending.isOver) return false
    if (part.done) {
      held.readyState = done
      progress.flush()
      return true
    }
    if (countOf(part.value) > 0) tellMore(xhr, held, part.value, progress.more)
    if (sending.isOver) return false
  }
}

async function cancel(reader: ReadableStreamDefaultReader): Promise<void> {
  try {
    await reader.cancel()
  } catch {
    // It had broken by itself.
  }
}

function tellMore(xhr: XMLHttpRequest, held: Held, chunk: Uint8Array, progress: () => void): void {
  append(held.content, chunk)
  if (held.readyState === headersReceived) {
    held.readyState = loading
    fireReadyState(xhr)
  }
  progress()
}

/** Chromium tells it of bodies that have at least one byte. */
function tellUploaded(xhr: XMLHttpRequest, sending: Sending): void {
  const { size } = sending
  if (size === undefined || size === 0) return
  sending.isUploaded = true
  fireProgress(uploadOf(xhr), 'progress', size, size)
  if (!sending.isOver) fireProgress(uploadOf(xhr), 'load', size, size)
  if (!sending.isOver) fireProgress(uploadOf(xhr), 'loadend', size, size)
}

function finish(xhr: XMLHttpRequest, held: Held, sending: Sending): void {
  if (sending.isOver) return
  held.readyState = done
  fireReadyState(xhr)
  if (sending.isOver) return
  stop(held)
  fireLoaded(xhr, 'load', held)
  fireLoaded(xhr, 'loadend', held)
}
