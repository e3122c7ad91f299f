import type { Approver, Decision, Identity } from '@countersign/shared/protocol'
import type { Db } from '../db/connect.ts'
import type { Due } from '../notify/store.ts'
import { askedBy, messagesQueued } from '../requests/asked-store.ts'

export type NewDecision = {
  readonly request: string
  readonly person: string
  readonly name: string
  readonly identity: Identity
  /** The parts of the approvers that its token's claims satisfy. */
  readonly parts: readonly number[]
  readonly decision: Decision
  readonly now: number
  readonly leaf: string
}

/** The approvals that a request has so far, for counting people and parts. */
export async function readApprovals(db: Db, request: string): Promise<readonly Approver[]> {
  return db<Approver[]>`
    SELECT identity AS approver, parts FROM decisions
    WHERE request = ${request} AND decision->>'decision' = 'approve'`
}

/** Whether this person has approved or confirmed it, or gone without approval. */
export async function hasSigned(db: Db, request: string, person: string): Promise<boolean> {
  const rows = await db`
    SELECT FROM decisions
    WHERE request = ${request} AND person = ${person} AND decision->>'decision' IN ('approve', 'confirm', 'break-glass')`
  return rows.length > 0
}

/** What an approval makes of those before it: so many they are, whether there is a quorum now, who is asked next. */
export type Effect = { readonly expected: number; readonly completes: boolean; readonly asked: readonly string[] }

/**
 * Adds an approval to the `expected` ones, moves pending → approved where that makes the quorum, and asks the people of
 * the stage that it opens. The row's own counter keeps two approvals that arrive together from being counted without one
 * another, and so a stage from being opened twice.
 *
 * @returns the messages to those people, taken for sending by this node; undefined where nothing was added: the request
 *   moved on, or somebody else's approval came first
 */
export async function addApproval(
  db: Db,
  made: NewDecision,
  { expected, completes, asked }: Effect,
): Promise<readonly Due[] | undefined> {
  const [row] = await db<{ queued: Due[] }[]>`
    WITH moved AS (
      UPDATE requests
      SET approvals = approvals + 1,
          state = CASE WHEN ${completes} THEN 'approved' ELSE state END,
          approved = CASE WHEN ${completes} THEN ${made.now}::bigint ELSE approved END
      WHERE id = ${made.request} AND state = 'pending' AND expires > ${made.now} AND approvals = ${expected}
        AND NOT EXISTS (SELECT FROM decisions WHERE request = ${made.request} AND person = ${made.person})
      RETURNING id
    ), added AS (
      ${decidedBy(db, made)}
    ), ${askedBy(db, 'moved', { people: asked, now: made.now })}, logged AS (
      INSERT INTO entries (request, leaf) SELECT id, ${made.leaf} FROM moved
    )
    SELECT ${messagesQueued(db, 'ask')} AS queued FROM moved`
  return row?.queued
}

/** A decision, in the statement of the change that it makes. */
export function decidedBy(db: Db, made: NewDecision) {
  return db`
      INSERT INTO decisions (request, person, name, identity, parts, decision, at)
      SELECT id, ${made.person}, ${made.name}, ${db.json(made.identity)}, ${[...made.parts]}::integer[],
             ${db.json(made.decision)}, ${made.now}
      FROM moved`
}

/** pending → confirmed: one confirm is all that its rule asks for. */
export async function addConfirm(db: Db, made: NewDecision): Promise<boolean> {
  const rows = await db`
    WITH moved AS (
      UPDATE requests SET state = 'confirmed', confirmed = ${made.now}
      WHERE id = ${made.request} AND state = 'pending' AND expires > ${made.now}
      RETURNING id
    ), added AS (
      ${decidedBy(db, made)}
    )
    INSERT INTO entries (request, leaf) SELECT id, ${made.leaf} FROM moved RETURNING seq`
  return rows.length > 0
}

/** pending → denied: one valid deny ends it, also of somebody who had approved. */
export async function addDeny(db: Db, made: NewDecision): Promise<boolean> {
  const rows = await db`
    WITH moved AS (
      UPDATE requests SET state = 'denied', ended = ${made.now}
      WHERE id = ${made.request} AND state = 'pending' AND expires > ${made.now}
      RETURNING id
    ), added AS (
      ${decidedBy(db, made)}
      ON CONFLICT (request, person) DO UPDATE SET decision = excluded.decision, at = excluded.at
    )
    INSERT INTO entries (request, leaf) SELECT id, ${made.leaf} FROM moved RETURNING seq`
  return rows.length > 0
}
