import type { JSONWebKeySet } from 'jose'
import type { Policy } from '../policy/index.ts'
import { decodeBase64url } from './base64url.ts'
import { demand, ProtocolError } from './errors.ts'
import { type IssuerKeys, parseCompact } from './id-token.ts'
import { parseStrictJson } from './strict-json.ts'

/** What the key source needs from its surroundings. */
export type KeySourceOptions = {
  readonly fetch: typeof fetch
  /** Milliseconds since the epoch, by this device's clock. */
  readonly now: () => number
  /** Plain http is for a loopback issuer of a loopback relay alone. */
  readonly allowLoopbackHttp: boolean
}

/** An issuer's keys, as fetched from the issuer itself, and how far its clock is ahead of this device's. */
export type FetchedKeys = { readonly jwks: JSONWebKeySet; readonly clockOffset: number }

/** The issuer could not be asked for its keys; nothing is wrong with the token yet. */
export class IssuerUnreachable extends Error {
  override readonly name = 'IssuerUnreachable'
  readonly issuer: string

  constructor(issuer: string, options?: ErrorOptions) {
    super(`The keys of ${issuer} cannot be fetched.`, options)
    this.issuer = issuer
  }
}

export type KeySource = {
  /**
   * The keys to judge a token with: fetched by this verifier from the issuer that the token names, if the policy
   * names it too. A key id that is not among the known keys makes it ask again, at most once in ten seconds.
   *
   * @throws {ProtocolError} `token_issuer_unknown`, `token_malformed`
   * @throws {IssuerUnreachable}
   */
  readonly keysFor: (token: string, policy: Policy) => Promise<IssuerKeys>
  /** Fetches ahead, so that the first token is judged without waiting. */
  readonly warm: (issuer: string) => Promise<void>
  /** This device's clock, corrected by the issuer's Date header. */
  readonly correctedNow: (issuer: string) => number
}

const coolDown = 10_000
const sizeLimit = 262_144
const maxKeys = 100

export function makeKeySource(options: KeySourceOptions): KeySource {
  const known = new Map<string, FetchedKeys & { readonly at: number }>()
  const underWay = new Map<string, Promise<FetchedKeys>>()

  async function refresh(issuer: string): Promise<FetchedKeys> {
    const fetching = underWay.get(issuer) ?? fetchKeys(options, issuer)
    underWay.set(issuer, fetching)
    try {
      const fetched = await fetching
      known.set(issuer, { ...fetched, at: options.now() })
      return fetched
    } finally {
      underWay.delete(issuer)
    }
  }

  return {
    keysFor: async (token, policy) => {
      const { header, payload } = parseCompact(token)
      const issuer = policy.issuers.find((candidate) => candidate.issuer === payload['iss'])?.issuer
      demand(issuer !== undefined, 'token_issuer_unknown')
      const cached = known.get(issuer)
      const stale =
        cached === undefined || (!hasKey(cached.jwks, header['kid']) && options.now() - cached.at > coolDown)
      const { jwks } = stale ? await refresh(issuer) : cached
      return { [issuer]: jwks }
    },
    warm: async (issuer) => {
      if (!known.has(issuer)) await refresh(issuer)
    },
    correctedNow: (issuer) => options.now() + (known.get(issuer)?.clockOffset ?? 0),
  }
}

function hasKey({ keys }: JSONWebKeySet, kid: unknown): boolean {
  return kid === undefined || keys.some((key) => key.kid === kid)
}

async function fetchKeys(options: KeySourceOptions, issuer: string): Promise<FetchedKeys> {
  try {
    const metadata = await fetchJson(options, `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)
    if (metadata.json['issuer'] !== issuer || typeof metadata.json['jwks_uri'] !== 'string') {
      throw new ProtocolError('token_issuer_unknown')
    }
    const { json, clockOffset } = await fetchJson(options, metadata.json['jwks_uri'])
    return { jwks: asKeySet(json), clockOffset }
  } catch (cause) {
    throw new IssuerUnreachable(issuer, { cause })
  }
}

type FetchedJson = { readonly json: Readonly<Record<string, unknown>>; readonly clockOffset: number }

async function fetchJson(options: KeySourceOptions, url: string): Promise<FetchedJson> {
  demandTransport(url, options.allowLoopbackHttp)
  const started = options.now()
  const response = await options.fetch(url, { redirect: 'error', credentials: 'omit', cache: 'no-cache' })
  if (!response.ok) throw new Error(`answered ${response.status}`)
  const bytes = new Uint8Array(await response.arrayBuffer())
  if (bytes.length > sizeLimit) throw new Error('answered too much')
  const json = parseStrictJson(bytes)
  if (json === null || typeof json !== 'object' || Array.isArray(json)) throw new Error('answered no JSON object')
  // Neither null nor an array: a JSON object is all that is left.
  const object = json as Readonly<Record<string, unknown>>
  return { json: object, clockOffset: offsetOf(response.headers.get('date'), started, options.now()) }
}

/** The header has whole seconds: less than two of difference are no difference. */
function offsetOf(date: string | null, started: number, ended: number): number {
  const theirs = Date.parse(date ?? '')
  const offset = theirs + 500 - (started + ended) / 2
  return Number.isFinite(offset) && Math.abs(offset) >= 2_000 ? Math.round(offset) : 0
}

function demandTransport(url: string, allowLoopbackHttp: boolean): void {
  const { protocol, hostname } = new URL(url)
  const loopback = hostname === '127.0.0.1' || hostname === '[::1]' || hostname === 'localhost'
  if (protocol !== 'https:' && !(protocol === 'http:' && loopback && allowLoopbackHttp))
    throw new Error('not over https')
}

function asKeySet(json: Readonly<Record<string, unknown>>): JSONWebKeySet {
  const { keys } = json
  if (!Array.isArray(keys) || keys.length > maxKeys || !keys.every(isKey)) throw new Error('answered no key set')
  return { keys }
}

function isKey(key: unknown): key is JSONWebKeySet['keys'][number] {
  return key !== null && typeof key === 'object' && 'kty' in key && typeof key.kty === 'string'
}

/** The issuer that an unverified token names, for messages and for choosing whose clock counts. */
export function claimedIssuer(token: string): string | undefined {
  try {
    const json = parseStrictJson(decodeBase64url(token.split('.')[1] ?? ''))
    return json !== null && typeof json === 'object' && 'iss' in json && typeof json['iss'] === 'string'
      ? json['iss']
      : undefined
  } catch {
    return undefined
  }
}
