import { EventSourceParserStream } from 'eventsource-parser/stream'
import { Check } from 'typebox/schema'
import { eventOf, jsonOf } from './answer.ts'
import type { ClientOptions } from './client-options.ts'
import type { RelayEvent } from './events.ts'
import { inTime, orAborted, reach } from './in-time.ts'
import { isSessionOver, RelayUnreachable } from './relay-error.ts'
import { type AnswerOf, type CallOf, type RouteName, routes } from './routes.ts'
import { type Nonces, send } from './send.ts'

export type RelayClient = {
  /**
   * @throws {RelayError} when the relay refuses
   * @throws {RelayUnreachable} when no relay answers
   */
  readonly call: <Name extends RouteName>(
    name: Name,
    parts: CallOf<Name>,
    signal?: AbortSignal,
  ) => Promise<AnswerOf<Name>>
  /** Events after `cursor`, until the connection ends; the caller connects again. */
  readonly events: (
    cursor: string | undefined,
    signal: AbortSignal,
  ) => AsyncGenerator<{ cursor: string; event: RelayEvent }>
}

/** One typed client for everybody who speaks to the relay. */
export function makeClient(options: ClientOptions): RelayClient {
  const nonces: Nonces = { last: undefined }
  return {
    call: async (name, parts, signal) => {
      const { method, path, session, answer } = routes[name]
      // A call has exactly the parts that its route names; this is their union.
      const asked = parts as GivenParts
      const target = { method, url: options.relay + pathWith(path, asked), accept: 'application/json' }
      const given = await inSession(options, session, signal, (token) =>
        inTime(signal, async (limited) => {
          const response = await send(options, nonces, { ...target, token }, asked.body, limited)
          return response.status === 204 ? null : jsonOf(response, limited)
        }),
      )
      // A relay may answer what it likes; what it answers is of the route's type from here on.
      if (!Check(answer, given)) throw new RelayUnreachable('Something else than the relay answered.')
      return given as never
    },
    events: async function* (cursor, signal) {
      const after = cursor === undefined ? '' : `?after=${encodeURIComponent(cursor)}`
      const target = {
        method: 'GET',
        url: `${options.relay}/v1/events${after}`,
        accept: 'text/event-stream',
      }
      const { body } = await inSession(options, true, signal, (token) =>
        send(options, nonces, { ...target, token }, undefined, signal),
      )
      if (body === null) throw new RelayUnreachable('The relay sent no stream.')
      const messages = body
        .pipeThrough(new TextDecoderStream() as TextDecoding)
        .pipeThrough(new EventSourceParserStream({ maxBufferSize: eventLimit }))
      const reader = messages.getReader()
      let last = cursor ?? ''
      try {
        for (;;) {
          const read = await reach(() => reader.read(), signal)
          if (read.done) return
          last = read.value.id ?? last
          const event = eventOf(read.value.data)
          if (event !== undefined) yield { cursor: last, event }
        }
      } finally {
        // The caller may leave in the middle; a stream that has failed already has nothing left to cancel.
        await reader.cancel().catch(() => undefined)
      }
    },
  }
}

/** DOM's types give a decoder's input as BufferSource and a response's chunks as Uint8Array, which is one. */
type TextDecoding = ReadableWritablePair<string, Uint8Array<ArrayBuffer>>

/** Characters; more than the status of a request that a hundred people decided. */
const eventLimit = 4_194_304

type GivenParts = {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
}

function pathWith(path: string, { params = {}, query }: GivenParts): string {
  const filled = path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  return query === undefined ? filled : `${filled}?${new URLSearchParams(query)}`
}

/** It may need somebody to sign in first, and that nobody may do: the relay's patience is not measured by it. */
async function inSession<Answer>(
  { session, sessionOver }: ClientOptions,
  needed: boolean,
  signal: AbortSignal | undefined,
  run: (token: string | undefined) => Promise<Answer>,
): Promise<Answer> {
  if (!needed) return run(undefined)
  const token = await orAborted(session(), signal)
  try {
    return await run(token)
  } catch (error) {
    if (sessionOver === undefined || token === undefined || !isSessionOver(error)) throw error
    await sessionOver(token)
    return run(await orAborted(session(), signal))
  }
}
