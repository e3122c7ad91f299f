import { bodyLimit } from '../body-limit.ts'
import type { NotHeld } from '../page-messages.ts'
import { countOf, joined } from './bytes.ts'
import { getter, keeper, method } from './kept.ts'

const { Promise, setTimeout, clearTimeout } = globalThis
const { ReadableStreamDefaultReader } = globalThis
const keepReader = keeper<ReadableStreamDefaultReader<Uint8Array>>(ReadableStreamDefaultReader)
const getReader = method(ReadableStream.prototype, 'getReader')
const cancelStream = method(ReadableStream.prototype, 'cancel')
const then = method(Promise.prototype, 'then')
const startsWith = method(String.prototype, 'startsWith')
const bufferOf = getter(Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array<ArrayBuffer>, 'buffer')

/** Why a body cannot be held: there is more of it than an approver can be shown, or it does not come to its end. */
export type Unreadable = Extract<NotHeld, 'too-large' | 'unfinished'>

/** How long a page may take to make what it sends, in milliseconds: a stream may never end. */
const patience = 10_000

/**
 * The bytes of a request's body, of which no more is read than can be held.
 *
 * @param request from `makeRequest`
 * @param type its content type; the parts of a form have much around them that does not count
 */
export async function readBody(request: Request, type: string): Promise<ArrayBuffer | Unreadable> {
  // Firefox shows no stream of a request, and takes none for a body either.
  const stream: ReadableStream<Uint8Array> | null | undefined = request.body
  if (stream === undefined) return await request.arrayBuffer()
  if (stream === null) return new ArrayBuffer(0)
  const reader = keepReader(getReader(stream) as ReadableStreamDefaultReader<Uint8Array>)
  const read = await inTime(readAll(reader, startsWith(type, 'multipart/form-data') ? 4 * bodyLimit : bodyLimit))
  // What nobody reads need not be made.
  if (typeof read === 'string') giveUp(reader.cancel())
  return read
}

/** The second half of a request that was cloned is not needed: only then its source hears that nobody reads it. */
export function discard(request: Request): void {
  const stream: ReadableStream | null | undefined = request.body
  if (stream !== undefined && stream !== null) giveUp(cancelStream(stream))
}

async function readAll(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  limit: number,
): Promise<ArrayBuffer | 'too-large'> {
  const chunks: Uint8Array[] = []
  let size = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return bufferOf(joined(chunks, size))
    size += countOf(value)
    if (size > limit) return 'too-large'
    chunks[chunks.length] = value
  }
}

function inTime<Value>(reading: Promise<Value>): Promise<Value | 'unfinished'> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve('unfinished'), patience)
    then(
      reading,
      (value) => {
        clearTimeout(timer)
        resolve(value)
      },
      (error: unknown) => {
        clearTimeout(timer)
        reject(error)
      },
    )
  })
}

/** What a source says when it is given up is nobody's concern. */
function giveUp(cancelled: Promise<void>): void {
  then(cancelled, undefined, () => {})
}
