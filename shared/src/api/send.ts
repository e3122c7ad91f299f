import { problemOf } from './answer.ts'
import type { ClientOptions } from './client-options.ts'
import { reach } from './in-time.ts'
import { RelayError } from './relay-error.ts'

/** The relay's nonce for the next proof (RFC 9449 §8). */
export type Nonces = { last: string | undefined }

export type Target = {
  readonly method: string
  readonly url: string
  readonly token: string | undefined
  readonly accept: string
}

/** @throws {RelayError} when the relay refuses */
export async function send(
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
