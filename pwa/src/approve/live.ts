import { isSessionOver, type RelayClient, type RelayEvent, RelayUnreachable } from '@countersign/shared/api'

/** What a listener hears: the relay's events, and how the connection is. `ready` comes after every (re)connection. */
export type LiveEvent =
  | RelayEvent
  | { readonly event: 'lost' }
  /** The session is over: nothing comes any more until the next sign-in. */
  | { readonly event: 'over' }

/** One stream for many listeners: open while anybody listens. */
export type Live = { readonly listen: (hear: (event: LiveEvent) => void) => () => void }

export function makeLive(client: RelayClient): Live {
  const listeners = new Set<(event: LiveEvent) => void>()
  let stop: (() => void) | undefined
  let state: LiveEvent | undefined
  const tell = (event: LiveEvent) => {
    if (event.event !== 'status' && event.event !== 'policy') state = event
    for (const hear of listeners) hear(event)
  }
  return {
    listen: (hear) => {
      listeners.add(hear)
      if (stop === undefined) stop = follow(client, tell)
      // Who comes later hears how the connection is, too.
      else if (state !== undefined) hear(state)
      return () => {
        listeners.delete(hear)
        if (listeners.size > 0) return
        stop?.()
        stop = undefined
        state = undefined
      }
    },
  }
}

const firstPause = 500
const longestPause = 15_000

/**
 * Follows the relay's events until the returned function is called. Connects again with growing pauses, and at once
 * when the phone comes back to the app or to the network.
 */
function follow(client: RelayClient, hear: (event: LiveEvent) => void): () => void {
  const end = new AbortController()
  void run(client, hear, end.signal)
  return () => end.abort()
}

async function run(client: RelayClient, hear: (event: LiveEvent) => void, end: AbortSignal): Promise<void> {
  let cursor: string | undefined
  let pause = firstPause
  while (!end.aborted) {
    try {
      for await (const { cursor: at, event } of client.events(cursor, end)) {
        pause = firstPause
        cursor = at === '' ? cursor : at
        hear(event)
      }
    } catch (error) {
      if (end.aborted) return
      if (isSessionOver(error)) return hear({ event: 'over' })
      if (!(error instanceof RelayUnreachable) && !(error instanceof TypeError)) cursor = undefined
      hear({ event: 'lost' })
    }
    if (end.aborted) return
    await rest(pause, end)
    pause = Math.min(pause * 2, longestPause)
  }
}

/** Ends early when there is reason to hope. */
function rest(ms: number, end: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = new AbortController()
    const done = () => {
      clearTimeout(timer)
      wake.abort()
      resolve()
    }
    const timer = setTimeout(done, ms)
    const { signal } = wake
    addEventListener('online', done, { signal })
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && done(), { signal })
    end.addEventListener('abort', done, { signal })
  })
}
