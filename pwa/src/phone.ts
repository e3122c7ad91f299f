import { makeClient, type RelayClient, RelayUnreachable } from '@countersign/shared/api'
import type { AppBuild } from '@countersign/shared/app'
import {
  type Digest,
  type KeySource,
  makeKeySource,
  type TrustAnchor,
  type TrustedPolicy,
} from '@countersign/shared/protocol'
import { generateProof } from 'dpop'
import { readBuild } from './policy/anchor.ts'
import { type InForce, loadPolicy, policyOf } from './policy/in-force.ts'
import { type PhoneKey, phoneKey } from './sign-in/device-key.ts'
import { readSession } from './sign-in/session.ts'
import { wordsOf } from './words.ts'

/** Everything that this phone goes by; made once at the start. */
export type Phone = {
  readonly key: PhoneKey
  readonly build: AppBuild
  readonly inForce: InForce
  readonly policyOf: (digest: Digest) => Promise<TrustedPolicy>
  readonly keys: KeySource
  readonly client: RelayClient
  /** Milliseconds since the epoch, by this phone's clock. */
  readonly now: () => number
}

export type Started =
  | { readonly kind: 'ready'; readonly phone: Phone }
  | { readonly kind: 'offline' }
  /** The policy cannot be trusted, so nothing can be shown. */
  | { readonly kind: 'refused'; readonly words: string }

/** Starts: key, connection, policy under the trust anchor. */
export async function startPhone(): Promise<Started> {
  const build = readBuild()
  if (build === undefined) return { kind: 'refused', words: 'This copy of the app was made for no organisation.' }
  const { anchor, origin } = build
  if (origin !== location.origin) return { kind: 'refused', words: `This app belongs to ${origin}. Open it there.` }
  const key = await phoneKey()
  const client = connect(anchor, key)
  const now = () => Date.now()
  const keys = keySource(anchor, now)
  const judging = () => ({ build, client, keys, now: now() })
  try {
    const inForce = await loadPolicy(judging())
    return {
      kind: 'ready',
      phone: { key, build, inForce, policyOf: (digest) => policyOf(digest, inForce, judging()), keys, client, now },
    }
  } catch (error) {
    if (error instanceof RelayUnreachable) return { kind: 'offline' }
    return { kind: 'refused', words: wordsOf(error) }
  }
}

/** The same with the key that it has now: it is a fresh one where the one before was revoked. */
export async function withOwnKey(phone: Phone): Promise<Phone> {
  const key = await phoneKey()
  return key.jkt === phone.key.jkt ? phone : { ...phone, key, client: connect(phone.build.anchor, key) }
}

/** Fetches the issuers' keys, over plain http from a loopback issuer of a loopback relay alone. */
export function keySource(anchor: TrustAnchor, now: () => number): KeySource {
  return makeKeySource({ fetch: fetchFrom, now, allowLoopbackHttp: isLoopback(anchor) })
}

function connect({ relay }: TrustAnchor, { pair }: PhoneKey): RelayClient {
  return makeClient({
    relay,
    fetch: fetchFrom,
    session: async () => (await readSession())?.token,
    prove: ({ method, url, nonce, token }) => generateProof(pair, url, method, nonce, token),
  })
}

/** `fetch` works only as a method of the window. */
function fetchFrom(...call: Parameters<typeof fetch>): Promise<Response> {
  return fetch(...call)
}

function isLoopback({ relay }: TrustAnchor): boolean {
  return ['127.0.0.1', '[::1]', 'localhost'].includes(new URL(relay).hostname)
}
