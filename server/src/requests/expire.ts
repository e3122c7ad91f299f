import type { Db } from '../db/connect.ts'
import { leaf } from '../log/leaf.ts'

type Overdue = { readonly id: string; readonly state: string }

/**
 * Ends what is past its time: asking (`expires`) or running (`execute_within` after the approval, the confirm or the broken glass). Several nodes may
 * do this at once; each request ends once.
 *
 * @returns how many ended
 */
export async function expireOverdue(db: Db, now: number): Promise<number> {
  const overdue = await db<Overdue[]>`
    SELECT id, state FROM requests
    WHERE (state IN ('pending', 'approved', 'confirmed', 'broken') AND expires <= ${now})
       OR (state = 'approved' AND approved + execute_within * 1000 <= ${now})
       OR (state = 'confirmed' AND confirmed + execute_within * 1000 <= ${now})
       OR (state = 'broken' AND broken + execute_within * 1000 <= ${now})
    LIMIT 1000`
  if (overdue.length === 0) return 0
  const leaves = overdue.map(({ id, state }) =>
    leaf({ kind: 'request.expired', at: now, request: id, relay: { from: state } }),
  )
  const rows = await db`
    WITH due AS (
      SELECT * FROM unnest(
        ${overdue.map(({ id }) => id)}::uuid[], ${overdue.map(({ state }) => state)}::text[], ${leaves}::text[]
      ) AS due (id, state, leaf)
    ), moved AS (
      UPDATE requests SET state = 'expired', ended = ${now}
      FROM due WHERE requests.id = due.id AND requests.state = due.state
      RETURNING requests.id, due.leaf
    )
    INSERT INTO entries (request, leaf) SELECT id, leaf FROM moved RETURNING seq`
  return rows.length
}
