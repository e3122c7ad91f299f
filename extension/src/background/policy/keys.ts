import { type KeySource, makeKeySource } from '@countersign/shared/protocol'
import { readAnchor } from '../anchor/anchor.ts'
import { isLoopback } from '../anchor/relay-origin.ts'

const made = new Map<boolean, KeySource>()

/** The issuers' keys, fetched by this browser from the issuers themselves; never from the relay. */
export async function issuerKeys(): Promise<KeySource> {
  return keysBeside((await readAnchor()).relay)
}

/** The same for the issuers of a relay: on this device they may be so too. */
export function keysBeside(relay: string): KeySource {
  const allowLoopbackHttp = isLoopback(new URL(relay).hostname)
  const known = made.get(allowLoopbackHttp)
  const source =
    known ?? makeKeySource({ fetch: (...call) => fetch(...call), now: () => Date.now(), allowLoopbackHttp })
  made.set(allowLoopbackHttp, source)
  return source
}
