import { EventSourceParserStream } from 'eventsource-parser/stream'
import { Check } from 'typebox/schema'
import { isErrorCode, readUpTo } from '../protocol/index.ts'
import { RelayEvent } from './events.ts'
import { Problem, type RelayProblem, relayProblems } from './problem.ts'
import { isSessionOver, RelayError, RelayUnreachable } from './relay-error.ts'
import { type AnswerOf, type CallOf, type RouteName, routes } from './routes.ts'

/** What the client needs from its surroundings; it opens no connection and keeps no key of its own. */
export type ClientOptions = {
  /** Origin of the relay, without a trailing slash. */
  readonly relay: string
  readonly fetch: typeof fetch
  /** The relay session's token, undefined before sign-in. */
  readonly session: () => Promise<string | undefined>
  /**
   * The relay takes this token no more. Where somebody can be told so, the call is made once more, in the session that
   * there is then.
   */
  readonly sessionOver?: (token: string) => Promise<void>
  /** Makes a DPoP proof (RFC 9449 §4.2) with the device's key. */
  readonly prove: (call: ProofOf) => Promise<string>
}

export type ProofOf = {
  readonly method: string
  readonly url: string
  readonly nonce: string | undefined
  readonly token: string | undefined
}

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

/** Milliseconds. */
const patience = 15_000
/** More than the longest list of requests with their bodies. */
const answerLimit = 16_777_216
/** Characters; more than the status of a request that a hundred people decided. */
const eventLimit = 4_194_304

/** DOM's types give a decoder's input as BufferSource and a response's chunks as Uint8Array, which is one. */
type TextDecoding = ReadableWritablePair<string, Uint8Array<ArrayBuffer>>
type Nonces = { last: string | undefined }
type Target = {
  readonly method: string
  readonly url: string
  readonly token: string | undefined
  readonly accept: string
}
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

async function send(
  options: ClientOptions,
  nonces: Nonces,
  target: Target,
  body: unknown,
  signal?: AbortSignal,
): Promise<Response> {
  const first = await sendOnce(options, nonces, target, body, signal)
  if (first.ok) return first
  const problem = await problemOf(first)
  // RFC 9449 §8: the server asks for its own nonce once; the call was not processed.
  if (problem.code !== 'session_proof_nonce') throw new RelayError(problem)
  const second = await sendOnce(options, nonces, target, body, signal)
  if (second.ok) return second
  throw new RelayError(await problemOf(second))
}

async function sendOnce(
  options: ClientOptions,
  nonces: Nonces,
  target: Target,
  body: unknown,
  signal?: AbortSignal,
): Promise<Response> {
  const { token } = target
  const url = target.url.split('?')[0] ?? target.url
  const proof = await options.prove({ method: target.method, url, nonce: nonces.last, token })
  const headers = {
    accept: target.accept,
    dpop: proof,
    ...(token === undefined ? {} : { authorization: `DPoP ${token}` }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  }
  const init: RequestInit = {
    method: target.method,
    headers,
    cache: 'no-store',
    credentials: 'omit',
    redirect: 'error',
  }
  if (body !== undefined) init.body = JSON.stringify(body)
  if (signal !== undefined) init.signal = signal
  const response = await reach(() => options.fetch(target.url, init), signal)
  nonces.last = response.headers.get('dpop-nonce') ?? nonces.last
  return response
}

function orAborted<Value>(value: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (signal === undefined) return value
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason)
    if (signal.aborted) return stop()
    signal.addEventListener('abort', stop, { once: true })
    value.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}

async function reach<Answer>(run: () => Promise<Answer>, signal: AbortSignal | undefined): Promise<Answer> {
  try {
    return await run()
  } catch (cause) {
    signal?.throwIfAborted()
    throw new RelayUnreachable('The relay cannot be reached.', { cause })
  }
}

/** A relay that does not answer is as good as none. */
async function inTime<Answer>(
  signal: AbortSignal | undefined,
  run: (limited: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  const limit = new AbortController()
  const timer = setTimeout(() => limit.abort(new RelayUnreachable('The relay does not answer.')), patience)
  const stop = () => limit.abort(signal?.reason)
  signal?.addEventListener('abort', stop)
  if (signal?.aborted) stop()
  try {
    return await run(limit.signal)
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
  }
}

async function jsonOf(response: Response, signal: AbortSignal | undefined): Promise<unknown> {
  try {
    return JSON.parse(new TextDecoder().decode(await readUpTo(response, answerLimit)))
  } catch (cause) {
    signal?.throwIfAborted()
    throw new RelayUnreachable('Something else than the relay answered.', { cause })
  }
}

/** Undefined for an event that this client does not know: a newer relay may have more to tell. */
function eventOf(data: string): RelayEvent | undefined {
  try {
    const event: unknown = JSON.parse(data)
    return Check(RelayEvent, event) ? event : undefined
  } catch (cause) {
    throw new RelayUnreachable('The relay sent an event that cannot be read.', { cause })
  }
}

async function problemOf(response: Response): Promise<Problem> {
  const problem = await jsonOf(response, undefined).catch(() => undefined)
  if (isProblem(problem)) return problem
  throw new RelayUnreachable(`Something else than the relay answered (${response.status}).`)
}

function isProblem(value: unknown): value is Problem {
  if (!Check(Problem, value)) return false
  return isErrorCode(value.code) || isRelayProblem(value.code)
}

function isRelayProblem(code: unknown): code is RelayProblem {
  return typeof code === 'string' && Object.hasOwn(relayProblems, code)
}
