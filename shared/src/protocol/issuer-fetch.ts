import { parseStrictJson } from '../encoding/strict-json.ts'
import { readUpTo } from './read-up-to.ts'

/** What asking an issuer needs from its surroundings. */
export type FetchOptions = {
  readonly fetch: typeof fetch
  /** Milliseconds since the epoch, by this device's clock. */
  readonly now: () => number
  readonly allowHttp: boolean
}

export type FetchedJson = { readonly json: Readonly<Record<string, unknown>>; readonly clockOffset: number }

const sizeLimit = 262_144
const patience = 10_000

/**
 * A JSON object from an issuer, and how far the issuer's clock is ahead of this device's.
 *
 * @throws {Error} saying what is wrong with the answer, or that there was none
 */
export async function fetchJson(options: FetchOptions, url: string): Promise<FetchedJson> {
  demandTransport(url, options.allowHttp)
  const started = options.now()
  const response = await options.fetch(url, {
    redirect: 'error',
    credentials: 'omit',
    cache: 'no-cache',
    signal: AbortSignal.timeout(patience),
  })
  const clockOffset = offsetOf(response.headers, started, options.now())
  if (!response.ok) throw new Error(`answered ${response.status}`)
  const json = parseStrictJson(await readUpTo(response, sizeLimit))
  if (json === null || typeof json !== 'object' || Array.isArray(json)) throw new Error('answered no JSON object')
  // Neither null nor an array: a JSON object is all that is left.
  return { json: json as Readonly<Record<string, unknown>>, clockOffset }
}

/**
 * The Date header has whole seconds: less than two of difference are no difference. Between issuer and device a cache
 * may stand: its answer is as much older as `Age` says (RFC 9111 §5.1).
 */
function offsetOf(headers: Headers, started: number, ended: number): number {
  const theirs = Date.parse(headers.get('date') ?? '')
  const age = /^\d{1,9}$/.exec(headers.get('age') ?? '')?.[0] ?? '0'
  const offset = theirs + Number(age) * 1_000 + 500 - (started + ended) / 2
  return Number.isFinite(offset) && Math.abs(offset) >= 2_000 ? Math.round(offset) : 0
}

function demandTransport(url: string, allowHttp: boolean): void {
  const { protocol } = new URL(url)
  if (protocol !== 'https:' && !(protocol === 'http:' && isLoopback(url) && allowHttp)) {
    throw new Error('not over https')
  }
}

export function isLoopback(url: string): boolean {
  return URL.canParse(url) && ['127.0.0.1', '[::1]', 'localhost'].includes(new URL(url).hostname)
}
