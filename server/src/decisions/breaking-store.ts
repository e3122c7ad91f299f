import postgres from 'postgres'
import type { Db } from '../db/connect.ts'
import type { Due } from '../notify/store.ts'
import { messagesQueued, toldBy } from '../requests/asked-store.ts'
import { decidedBy, type NewDecision } from './store.ts'

type NewBreaking = NewDecision & {
  /** The keys of those who are told, and their names. */
  readonly skipped: readonly string[]
  readonly names: readonly string[]
  /** For what one at a time waits. */
  readonly waits: readonly string[]
}

/**
 * pending → broken: the evidence, who may read it from now on, a message to each of their devices, that it waits for a
 * review, and the log entry. The keys for which it waits are unique, so of two at once, on whatever nodes, one gets in.
 *
 * @returns the messages, taken for sending by this node; undefined when the request moved on; `waits` when another one
 *   of the same rule or person waits for its review
 */
export async function addBreaking(db: Db, made: NewBreaking): Promise<readonly Due[] | undefined | 'waits'> {
  try {
    const [row] = await db<{ queued: Due[] }[]>`
      WITH moved AS (
        UPDATE requests SET state = 'broken', broken = ${made.now}
        WHERE id = ${made.request} AND state = 'pending' AND expires > ${made.now}
        RETURNING id
      ), added AS (
        ${decidedBy(db, made)}
      ), unapproved AS (
        INSERT INTO unapproved (request, at, skipped) SELECT id, ${made.now}, ${db.json([...made.names])} FROM moved
      ), waiting AS (
        INSERT INTO glass_waits (key, request) SELECT unnest(${[...made.waits]}::text[]), id FROM moved
      ), ${toldBy(db, 'moved', { people: made.skipped, now: made.now })}, logged AS (
        INSERT INTO entries (request, leaf) SELECT id, ${made.leaf} FROM moved
      )
      SELECT ${messagesQueued(db, 'glass')} AS queued FROM moved`
    return row?.queued
  } catch (error) {
    if (isTaken(error)) return 'waits'
    throw error
  }
}

/** Unique violation (SQLSTATE 23505) of the keys for which it waits. */
function isTaken(error: unknown): boolean {
  return (
    error instanceof postgres.PostgresError && error.code === '23505' && error.constraint_name === 'glass_waits_pkey'
  )
}
