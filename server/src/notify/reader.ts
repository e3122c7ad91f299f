import type { FastifyBaseLogger } from 'fastify'
import type { Db } from '../db/connect.ts'
import { type Cursor, latestCursor, readChanges } from './changes.ts'

/** Reads the entries on, and passes on which requests changed. */
export type Reader = {
  /** There may be new ones. Cheap, and may be called any number of times. */
  readonly read: () => void
  /** Up to where it has read. */
  readonly cursor: () => Cursor
  /** For somebody who begins to listen: from here on nothing is missed. */
  readonly catchUp: () => Promise<void>
  /** Once nothing is being read. */
  readonly settled: () => Promise<void>
}

export type ReaderOptions = {
  readonly db: Db
  readonly log: FastifyBaseLogger
  /** With nobody listening nothing is read; who comes then starts from the latest. */
  readonly isHeard: () => boolean
  readonly tell: (requests: readonly string[], at: Cursor) => Promise<void>
}

export async function startReader({ db, log, isHeard, tell }: ReaderOptions): Promise<Reader> {
  let cursor = await latestCursor(db)
  let reading: Promise<void> | undefined
  let again = false
  let behind = false

  async function readAll(): Promise<void> {
    do {
      again = false
      const changes = await readChanges(db, cursor)
      if (changes.requests.length > 0) await tell(changes.requests, changes.cursor)
      cursor = changes.cursor
      if (changes.full) again = true
    } while (again)
  }

  function read(): void {
    if (!isHeard()) {
      behind = true
      return
    }
    if (reading !== undefined) {
      again = true
      return
    }
    reading = readAll()
      .catch((error: unknown) => log.error({ err: error }, 'reading changes failed'))
      .finally(() => {
        reading = undefined
        if (again) read()
      })
  }

  return {
    read,
    cursor: () => cursor,
    catchUp: async () => {
      // Only while nobody listens: moving the cursor under a listener would take changes from it.
      if (!behind || isHeard()) return
      const latest = await latestCursor(db)
      if (isHeard()) return
      cursor = latest
      behind = false
    },
    settled: async () => reading,
  }
}
