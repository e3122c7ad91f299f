import type { Closing } from '@countersign/shared/log'
import type { Review } from '@countersign/shared/protocol'
import type { Db } from '../db/connect.ts'

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
