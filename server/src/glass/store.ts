import type { Closing } from '@countersign/shared/log'
import type { Review } from '@countersign/shared/protocol'
import postgres from 'postgres'
import type { Db } from '../db/connect.ts'
import type { NewDecision } from '../decisions/store.ts'
import type { Due } from '../notify/store.ts'
import { messagesQueued, toldBy } from '../requests/asked-store.ts'

type NewBreaking = NewDecision & {
  /** The keys of those who are told, and their names. */
  readonly skipped: readonly string[]
  readonly names: readonly string[]
  /** For what one at a time waits. */
  readonly waits: readonly string[]
}

/** The people who were asked about a request. */
export async function readAsked(db: Db, request: string): Promise<readonly string[]> {
  const rows = await db<{ person: string }[]>`SELECT person FROM asked WHERE request = ${request}`
  return rows.map(({ person }) => person)
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
        INSERT INTO decisions (request, person, name, identity, parts, decision, at)
        SELECT id, ${made.person}, ${made.name}, ${db.json(made.identity)}, '{}', ${db.json(made.decision)}, ${made.now}
        FROM moved
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

/** The names of those who can review what waits under these keys; nobody's where nothing does. */
export async function readWaitingReviewers(db: Db, waits: readonly string[]): Promise<readonly string[]> {
  const rows = await db<{ name: string }[]>`
    SELECT DISTINCT name FROM glass_waits
    JOIN asked ON asked.request = glass_waits.request JOIN people ON people.key = asked.person
    WHERE glass_waits.key = ANY (${[...waits]}) ORDER BY name`
  return rows.map(({ name }) => name)
}

/** Whether something waits under one of these keys. */
export async function isWaiting(db: Db, waits: readonly string[]): Promise<boolean> {
  const rows = await db`SELECT FROM glass_waits WHERE key = ANY (${[...waits]}) LIMIT 1`
  return rows.length > 0
}

type NewReview = {
  readonly request: string
  readonly person: string
  readonly name: string
  readonly review: Review
  readonly now: number
  readonly leaf: string
}

/**
 * Somebody has looked at what went without approval: the first one counts, and the next may be broken. What was closed is
 * reviewed all the same, if somebody comes yet who can.
 */
export async function addReview(db: Db, { request, person, name, review, now, leaf }: NewReview): Promise<boolean> {
  const rows = await db`
    WITH settled AS (
      UPDATE unapproved
      SET review = ${db.json(review)}, reviewer = ${person}, reviewer_name = ${name}, reviewed = ${now}
      WHERE request = ${request} AND reviewed IS NULL
      RETURNING request
    ), ${freed(db)}
    INSERT INTO entries (request, leaf) SELECT request, ${leaf} FROM settled RETURNING seq`
  return rows.length > 0
}

type NewClosing = Closing & { readonly request: string; readonly leaf: string }

/** Nobody will look at what went without approval: it waits for that no more, once, and the next may be broken. */
export async function addClosing(db: Db, { request, at, by, why, leaf }: NewClosing): Promise<boolean> {
  const rows = await db`
    WITH settled AS (
      UPDATE unapproved SET closed = ${at}, closed_by = ${by}, closed_why = ${why}
      WHERE request = ${request} AND waiting
      RETURNING request
    ), ${freed(db)}
    INSERT INTO entries (request, leaf) SELECT request, ${leaf} FROM settled RETURNING seq`
  return rows.length > 0
}

/** What waited for one that is over may be broken again, unless what keys released still waits for the same. */
function freed(db: Db) {
  return db`
    next AS (
      SELECT DISTINCT ON (key) key, later.request
      FROM settled JOIN glass_waits ON glass_waits.request = settled.request
      JOIN unapproved AS later ON later.request <> settled.request AND later.waiting AND key = ANY (later.waits)
      ORDER BY key, later.at
    ), kept AS (
      UPDATE glass_waits SET request = next.request FROM next WHERE glass_waits.key = next.key
    ), freed AS (
      DELETE FROM glass_waits USING settled
      WHERE glass_waits.request = settled.request AND key NOT IN (SELECT next.key FROM next)
    )`
}

/** Whether a request was let go without approval. */
export async function isUnapproved(db: Db, request: string): Promise<boolean> {
  const rows = await db`SELECT FROM unapproved WHERE request = ${request}`
  return rows.length > 0
}

export type Unapproved = {
  readonly id: string
  readonly at: number
  readonly state: string
  /** The text of the request; empty where it was erased. */
  readonly request: string
  /** What emergency keys have signed, where it was they. */
  readonly statements: readonly string[] | null
  /** Who went without, as the decision names them, and why; null where that was erased, or keys released it. */
  readonly by: string | null
  readonly reason: string | null
  readonly skipped: readonly string[]
  /** For a review. */
  readonly waiting: boolean
  readonly reviewed: number | null
  readonly reviewer_name: string | null
  readonly closed: number | null
  readonly closed_by: string | null
  readonly closed_why: string | null
}

/** All that was let go without approval: what waits for a review first, then the newest. */
export async function readUnapproved(db: Db): Promise<readonly Unapproved[]> {
  return db<Unapproved[]>`${unapproved(db)} ORDER BY waiting DESC, unapproved.at DESC LIMIT 1000`
}

/** One of it. */
export async function findUnapproved(db: Db, id: string): Promise<Unapproved | undefined> {
  const [row] = await db<Unapproved[]>`${unapproved(db)} WHERE unapproved.request = ${id}`
  return row
}

function unapproved(db: Db) {
  return db`
    SELECT unapproved.request AS id, unapproved.at, requests.state, requests.request, decisions.name AS by,
           emergency->'statements' AS statements, decisions.decision->>'reason' AS reason, skipped,
           waiting, reviewed, reviewer_name, closed, closed_by, closed_why
    FROM unapproved JOIN requests ON requests.id = unapproved.request
    LEFT JOIN decisions ON decisions.request = unapproved.request AND decisions.decision->>'decision' = 'break-glass'`
}
