import { type KeySource, makeKeySource } from '@countersign/shared/protocol'
import { readBuild } from './anchor.ts'

let made: Promise<KeySource> | undefined

/** The issuers' keys, fetched by this browser from the issuers themselves; never from the relay. */
export function issuerKeys(): Promise<KeySource> {
  made ??= readBuild().then(({ anchor }) =>
    makeKeySource({
      fetch: (...call) => fetch(...call),
      now: () => Date.now(),
      allowLoopbackHttp: ['127.0.0.1', '[::1]', 'localhost'].includes(new URL(anchor.relay).hostname),
    }),
  )
  return made
}
