import type { RelayEvent, RequestStatus } from '@countersign/shared/api'
import type { FastifyBaseLogger } from 'fastify'
import type { Db } from '../db/connect.ts'
import { type Cursor, cursorOf, readChangesFor, textOf } from './changes.ts'
import { joinNodes } from './other-nodes.ts'
import { startReader } from './reader.ts'

/** A request's status with the keys of the people who may hear of it. */
export type Audible = { readonly status: RequestStatus; readonly readers: readonly string[] }

/** Where an event goes; one per open stream. */
export type Listener = (event: RelayEvent, cursor: string) => void

/** Tells open streams what changed. The log entries are the source; a wake-up only says that there may be new ones. */
export type Hub = {
  /** Something was committed, here or on another node. Cheap, and may be called any number of times. */
  readonly wake: () => void
  /** The same for one request that changed here: its listeners on this node hear of it without a look at the entries. */
  readonly wakeFor: (request: string) => void
  /** Somebody signed in here: other nodes should know whom to ask. */
  readonly wakeForPeople: () => void
  /** Sessions were ended here, or a device revoked: other nodes should end them, too. */
  readonly wakeForSessions: () => void
  /** Another policy is in force. */
  readonly wakeForPolicy: () => void
  /** From `after` on, or from now on; returns the way to stop. */
  readonly listen: (person: string, after: string | undefined, listener: Listener) => Promise<() => void>
  readonly listeners: () => number
  readonly close: () => Promise<void>
}

export type HubOptions = {
  readonly db: Db
  readonly log: FastifyBaseLogger
  /** The changing part of requests, and who may read each. */
  readonly readStatuses: (ids: readonly string[]) => Promise<readonly Audible[]>
  /** Somebody signed in on another node. */
  readonly onPeople: () => Promise<void>
  /** Sessions were ended on another node, or a device was revoked. */
  readonly onSessions: () => Promise<void>
  /** The policy in force. */
  readonly readPolicy: () => { readonly digest: string; readonly version: number }
  /** Takes in what another node put in force. */
  readonly onPolicy: () => Promise<unknown>
}

export async function startHub(options: HubOptions): Promise<Hub> {
  const { db, log, readStatuses, onPeople, onSessions, readPolicy, onPolicy } = options
  const streams = new Map<string, Set<Listener>>()
  const changes = await startReader({ db, log, isHeard: () => streams.size > 0, tell })
  let told = readPolicy().digest

  function failed(error: unknown): void {
    log.error({ err: error }, 'reading changes failed')
  }

  async function tell(requests: readonly string[], at: Cursor): Promise<void> {
    for (const { status, readers } of await readStatuses(requests)) {
      for (const reader of new Set(readers)) {
        for (const listener of streams.get(reader) ?? []) listener({ event: 'status', status }, textOf(at))
      }
    }
  }

  /** Whoever took it in, and whenever: each is told once. */
  function tellPolicy(): void {
    const event = { event: 'policy', ...readPolicy() } as const
    if (event.digest === told) return
    told = event.digest
    for (const listener of [...streams.values()].flatMap((listeners) => [...listeners]))
      listener(event, textOf(changes.cursor()))
  }

  function takePolicy(): void {
    onPolicy().then(tellPolicy, (error: unknown) => log.error({ err: error }, 'reading policies failed'))
  }

  function takeSessions(): void {
    onSessions().catch((error: unknown) => log.error({ err: error }, 'reading ended sessions failed'))
  }

  const others = await joinNodes(db, log, (news) => {
    if (news.has('policy')) takePolicy()
    if (news.has('sessions')) takeSessions()
    const known = news.has('people') ? onPeople() : Promise.resolve()
    void known.then(changes.read, (error: unknown) => log.error({ err: error }, 'reading people failed'))
  })
  // A lost wake-up costs a second, not an approval.
  const fallback = setInterval(() => {
    takePolicy()
    takeSessions()
    changes.read()
  }, 1_000)

  return {
    wake: () => {
      changes.read()
      others.announce('changes')
    },
    wakeFor: (request) => {
      if (streams.size > 0) void tell([request], changes.cursor()).catch(failed)
      changes.read()
      others.announce('changes')
    },
    wakeForPeople: () => {
      changes.read()
      others.announce('people')
    },
    wakeForSessions: () => others.announce('sessions'),
    wakeForPolicy: () => {
      tellPolicy()
      others.announce('policy')
    },
    listen: async (person, after, listener) => {
      await changes.catchUp()
      const listeners = streams.get(person) ?? new Set()
      streams.set(person, listeners)
      listeners.add(listener)
      const start = after === undefined ? changes.cursor() : cursorOf(after)
      listener({ event: 'ready' }, textOf(start))
      if (after !== undefined) {
        const missed = await readChangesFor(db, start, person)
        for (const { status } of await readStatuses(missed)) listener({ event: 'status', status }, textOf(start))
      }
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) streams.delete(person)
      }
    },
    listeners: () => [...streams.values()].reduce((sum, { size }) => sum + size, 0),
    close: async () => {
      clearInterval(fallback)
      await others.close()
      await changes.settled()
    },
  }
}
