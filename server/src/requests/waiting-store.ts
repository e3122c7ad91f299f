import type { Approver } from '@countersign/shared/protocol'
import type { Db } from '../db/connect.ts'

/** A request with the approvals that it has. */
export type Waiting = {
  readonly id: string
  readonly state: string
  readonly request: string
  readonly approvals: readonly Approver[]
}

/** Every request that still waits, for a decision or for a review. */
export async function readWaiting(db: Db, now: number): Promise<readonly Waiting[]> {
  return db<Waiting[]>`
    SELECT id, state, request, ${approvalsOf(db)} AS approvals
    FROM requests
    WHERE (state = 'pending' AND expires > ${now})
       OR id IN (SELECT unapproved.request FROM unapproved WHERE waiting)
    ORDER BY state <> 'pending', stored DESC
    LIMIT 1000`
}

/** One request, whether it waits or is over. */
export async function findAsked(db: Db, id: string): Promise<Waiting | undefined> {
  const [row] = await db<Waiting[]>`
    SELECT id, state, request, ${approvalsOf(db)} AS approvals FROM requests WHERE id = ${id} AND erased IS NULL`
  return row
}

function approvalsOf(db: Db) {
  return db`(
      SELECT coalesce(json_agg(json_build_object('approver', identity, 'parts', parts)), '[]')
      FROM decisions WHERE request = requests.id AND decision->>'decision' = 'approve'
    )`
}
