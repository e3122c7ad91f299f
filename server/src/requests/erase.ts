import type { Db } from '../db/connect.ts'
import { leaf } from '../log/leaf.ts'

export type Erasure = {
  readonly id: string
  readonly by: string
  readonly why: string | undefined
  readonly now: number
}

/**
 * Erases what a request says about people and content: request, proof, held bytes, decisions. Its id and digest stay,
 * and the log says who erased it. Only what has ended can be erased, and nothing that still waits
 * for a review.
 *
 * @returns whether there was such a request to erase
 */
export async function eraseRequest(db: Db, { id, by, why, now }: Erasure): Promise<boolean> {
  const relay = { by, ...(why === undefined ? {} : { why }) }
  const entry = leaf({ kind: 'request.erased', at: now, request: id, relay })
  const rows = await db`
    WITH erased AS (
      UPDATE requests
      SET request = '', proof = '{}', body = NULL, before = NULL, seen_ip = NULL, seen_country = NULL, seen_city = NULL,
          erased = ${now}, erased_by = ${by}, erased_why = ${why ?? null}
      WHERE id = ${id} AND erased IS NULL AND state NOT IN ('pending', 'approved', 'confirmed', 'broken')
        AND NOT EXISTS (SELECT FROM unapproved WHERE request = ${id} AND waiting)
      RETURNING id
    ), forgotten AS (
      DELETE FROM decisions USING erased WHERE decisions.request = erased.id
    ), unnamed AS (
      UPDATE unapproved SET skipped = '[]', emergency = NULL, review = NULL, reviewer = NULL, reviewer_name = NULL
      FROM erased WHERE request = erased.id
    )
    INSERT INTO entries (request, leaf) SELECT id, ${entry} FROM erased RETURNING seq`
  return rows.length > 0
}

/** Deletes held bytes, and what stood there before them, of requests whose time was over before a moment. */
export async function deleteOldBodies(db: Db, before: number): Promise<void> {
  await db`
    UPDATE requests SET body = NULL, before = NULL
    WHERE (body IS NOT NULL OR before IS NOT NULL) AND expires < ${before}`
}
