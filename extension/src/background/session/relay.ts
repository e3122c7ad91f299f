import type { RelayClient, RequestStatus } from '@countersign/shared/api'
import { RelayError, RelayUnreachable } from '@countersign/shared/api'
import type { RequestId } from '@countersign/shared/protocol'
import { currentPolicy, refreshPolicy } from '../policy/policy.ts'
import { makeRelayClient } from './relay-client.ts'
import { openedOrRenewed } from './reopened-session.ts'

let made: Promise<RelayClient> | undefined

/** The anchor has changed: another relay is spoken to from now on. */
export function forgetRelay(): void {
  made = undefined
}

/** The relay, in the requester's session; renewed silently where it can be. */
export function relay(): Promise<RelayClient> {
  made ??= makeRelayClient(async () => {
    const { policy } = await currentPolicy()
    return (await openedOrRenewed(policy)).token
  })
  return made
}

type Watcher = (status: RequestStatus) => void

const watched = new Map<RequestId, Set<Watcher>>()
let following: AbortController | undefined

/**
 * Follows one request until the returned function is called. All of them share one stream, which is open only while
 * something is held; whenever it opens, each is read once, so nothing that happened meanwhile is missed.
 */
export function watchRequest(id: RequestId, watcher: Watcher): () => void {
  const watchers = watched.get(id) ?? new Set()
  watched.set(id, watchers.add(watcher))
  if (following === undefined) {
    following = new AbortController()
    void follow(following.signal)
  } else {
    void readOne(id)
  }
  return () => {
    watchers.delete(watcher)
    if (watchers.size === 0) watched.delete(id)
    if (watched.size > 0) return
    following?.abort()
    following = undefined
  }
}

async function follow(signal: AbortSignal): Promise<void> {
  let opened = false
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      const client = await relay()
      for await (const { event } of client.events(undefined, signal)) {
        failures = 0
        // Not waited for: an answer that never comes keeps no other request from its events.
        if (event.event === 'ready') for (const id of watched.keys()) void readOne(id)
        // A relay that was away may have come back with another policy.
        if (event.event === 'policy' || (event.event === 'ready' && opened)) void refreshPolicy()
        opened = true
        if (event.event === 'status') tell(event.status)
      }
    } catch (error) {
      // Out of reach, restarted, or the session ended: try again; whoever waits stays held.
      if (!signal.aborted && !(error instanceof RelayUnreachable) && !(error instanceof RelayError)) console.warn(error)
    }
    await pause(Math.min(200 * 2 ** failures, 3_000), signal)
  }
}

/** What it became before somebody watched it is told by nothing else: so this is tried until it is known. */
async function readOne(id: RequestId): Promise<void> {
  const client = await relay()
  for (let failures = 0; watched.has(id); failures += 1) {
    // Not stored yet, or the relay is away.
    const view = await client.call('readRequest', { params: { id } }).catch(() => undefined)
    if (view !== undefined) return tell(view.status)
    await pause(Math.min(200 * 2 ** failures, 3_000), following?.signal ?? AbortSignal.timeout(3_000))
  }
}

function tell(status: RequestStatus): void {
  for (const watcher of watched.get(status.id) ?? []) watcher(status)
}

/** Resolves after a time, or at once when the signal ends it. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const timer = setTimeout(resolve, milliseconds)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
