import type { JSONWebKeySet } from 'jose'
import { decodeBase64url } from '../encoding/base64url.ts'
import { parseStrictJson } from '../encoding/strict-json.ts'
import { demand } from '../errors.ts'
import { parseCompact } from './compact-jws.ts'
import type { IssuerKeys } from './issued-token.ts'
import { type FetchOptions, fetchJson, isLoopback } from './issuer-fetch.ts'
import { asKeySet } from './key-set.ts'

/** What the key source needs from its surroundings. */
export type KeySourceOptions = {
  readonly fetch: typeof fetch
  /** Milliseconds since the epoch, by this device's clock. */
  readonly now: () => number
  /** Plain http is for a loopback issuer of a loopback relay alone. */
  readonly allowLoopbackHttp: boolean
  /** Where an issuer's keys are, if somebody has said so; otherwise its own metadata does. */
  readonly keysAt?: (issuer: string) => string | undefined
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

/** Whose tokens may be judged: a policy, for one. */
type Named = { readonly issuers: readonly { readonly issuer: string }[] }

export type KeySource = {
  /**
   * The keys to judge a token with: fetched by this verifier from the issuer that the token names, if the policy
   * names it too. Keys are fetched anew after a quarter of an hour, so that one which the issuer withdrew stops
   * counting; a key id that is not among them makes it ask at once, at most once in ten seconds.
   *
   * @throws {ProtocolError} `token_issuer_unknown`, `token_malformed`
   * @throws {IssuerUnreachable}
   */
  readonly keysFor: (token: string, policy: Named) => Promise<IssuerKeys>
  /** Fetches ahead, so that the first token is judged without waiting. */
  readonly warm: (issuer: string) => Promise<void>
  /**
   * This device's clock, corrected by the issuer's Date header.
   *
   * @throws {ProtocolError} `clock_unknown` when the two are more than five minutes apart
   */
  readonly correctedNow: (issuer: string) => number
}

const lifetime = 900_000
const coolDown = 10_000
const maxOffset = 300_000

type Known = FetchedKeys & { readonly at: number }

export function makeKeySource(options: KeySourceOptions): KeySource {
  const known = new Map<string, Known>()
  const askedAt = new Map<string, number>()
  const underWay = new Map<string, Promise<FetchedKeys>>()

  async function refresh(issuer: string): Promise<FetchedKeys> {
    const fetching = underWay.get(issuer) ?? fetchKeys(options, issuer)
    underWay.set(issuer, fetching)
    askedAt.set(issuer, options.now())
    try {
      const fetched = await fetching
      known.set(issuer, { ...fetched, at: options.now() })
      return fetched
    } finally {
      underWay.delete(issuer)
    }
  }

  function isUsable(issuer: string, { jwks, at }: Known, kid: unknown): boolean {
    if (options.now() - at > lifetime) return false
    return hasKey(jwks, kid) || options.now() - (askedAt.get(issuer) ?? at) <= coolDown
  }

  return {
    keysFor: async (token, policy) => {
      const { header, payload } = parseCompact(token)
      const issuer = policy.issuers.find((candidate) => candidate.issuer === payload['iss'])?.issuer
      demand(issuer !== undefined, 'token_issuer_unknown')
      const cached = known.get(issuer)
      const usable = cached !== undefined && isUsable(issuer, cached, header['kid'])
      const { jwks } = usable ? cached : await refresh(issuer)
      return { [issuer]: jwks }
    },
    warm: async (issuer) => {
      if (!known.has(issuer)) await refresh(issuer)
    },
    correctedNow: (issuer) => {
      const offset = known.get(issuer)?.clockOffset ?? 0
      demand(Math.abs(offset) <= maxOffset, 'clock_unknown')
      return options.now() + offset
    },
  }
}

function hasKey({ keys }: JSONWebKeySet, kid: unknown): boolean {
  return kid === undefined || keys.some((key) => key.kid === kid)
}

async function fetchKeys(options: KeySourceOptions, issuer: string): Promise<FetchedKeys> {
  const { fetch, now } = options
  const transport = { fetch, now, allowHttp: options.allowLoopbackHttp && isLoopback(issuer) }
  try {
    const keysAt = options.keysAt?.(issuer) ?? (await announcedKeysAt(transport, issuer))
    const { json, clockOffset } = await fetchJson(transport, keysAt)
    return { jwks: asKeySet(json), clockOffset }
  } catch (cause) {
    throw new IssuerUnreachable(issuer, { cause })
  }
}

/** OpenID Connect Discovery §4. */
async function announcedKeysAt(transport: FetchOptions, issuer: string): Promise<string> {
  const { json } = await fetchJson(transport, `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)
  const { issuer: named, jwks_uri: keysAt } = json
  if (named !== issuer) throw new Error('names another issuer')
  if (typeof keysAt !== 'string') throw new Error('names no place for its keys')
  return keysAt
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
