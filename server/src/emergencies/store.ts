import type { EmergencyRecord, ReportedOutcome } from '@countersign/shared/log'
import type { Proof } from '@countersign/shared/protocol'
import type { Db } from '../db/connect.ts'
import type { Due } from '../notify/store.ts'
import { messagesQueued, toldBy } from '../requests/asked-store.ts'

export type NewEmergency = {
  readonly id: string
  readonly digest: string
  readonly request: string
  readonly proof: Proof
  readonly rule: string
  readonly requester: string
  readonly device: string
  readonly body: Buffer | null
  readonly expires: number
  readonly executeWithin: number
  readonly emergency: EmergencyRecord
  /** The keys of those who are told, and their names. */
  readonly skipped: readonly string[]
  readonly names: readonly string[]
  /** For what no other glass is broken until it is reviewed. */
  readonly waits: readonly string[]
  readonly now: number
  readonly leaf: string
}

/**
 * Records what emergency keys have released, once: a request that nobody knew here, or one that was asked. What waited
 * is released by it; what had ended stays as it had ended, with the emergency beside it. Everybody who could have been
 * asked may read it, and is sent a message.
 *
 * @returns the messages, taken for sending by this node; undefined where it is recorded already, or the id is another's
 */
export async function addEmergency(db: Db, made: NewEmergency): Promise<readonly Due[] | undefined> {
  const [row] = await db<{ queued: Due[] }[]>`
    WITH recorded AS (
      INSERT INTO requests
        (id, digest, request, proof, rule, requester, device, body, state, stored, expires, execute_within, released)
      VALUES (${made.id}, ${made.digest}, ${made.request}, ${db.json(made.proof as never)}, ${made.rule}, ${made.requester},
              ${made.device}, ${made.body}, 'released', ${made.now}, ${made.expires}, ${made.executeWithin},
              ${made.emergency.released})
      ON CONFLICT (id) DO UPDATE
      SET state = CASE WHEN requests.state IN ('pending', 'approved', 'confirmed', 'broken') THEN 'released'
                       ELSE requests.state END,
          released = coalesce(requests.released, excluded.released)
      WHERE requests.digest = excluded.digest AND requests.erased IS NULL
      RETURNING id
    ), noted AS (
      INSERT INTO unapproved (request, at, skipped, emergency, waits)
      SELECT id, ${made.now}, ${db.json([...made.names])}, ${db.json(made.emergency)}, ${[...made.waits]}::text[]
      FROM recorded
      -- A review or closing of before is none of this; it stands in the log.
      ON CONFLICT (request) DO UPDATE
      SET emergency = excluded.emergency, waits = excluded.waits, review = NULL, reviewer = NULL, reviewer_name = NULL,
          reviewed = NULL, closed = NULL, closed_by = NULL, closed_why = NULL
      -- Asked of the row as it is now: of two nodes one records it.
      WHERE unapproved.emergency IS NULL
      RETURNING request AS id
    ), waiting AS (
      INSERT INTO glass_waits (key, request) SELECT unnest(${[...made.waits]}::text[]), id FROM noted
      ON CONFLICT DO NOTHING
    ), ${toldBy(db, 'noted', { people: made.skipped, now: made.now })}, logged AS (
      INSERT INTO entries (request, leaf) SELECT id, ${made.leaf} FROM noted
    )
    SELECT ${messagesQueued(db, 'glass')} AS queued FROM noted`
  return row?.queued
}

/** Whether this very request is recorded as released by emergency keys. */
export async function isRecorded(db: Db, id: string, digest: string): Promise<boolean> {
  const rows = await db`
    SELECT FROM unapproved JOIN requests ON requests.id = unapproved.request
    WHERE requests.id = ${id} AND digest = ${digest} AND emergency IS NOT NULL`
  return rows.length > 0
}

type NewOutcome = {
  readonly id: string
  readonly requester: string
  readonly outcome: ReportedOutcome
  readonly now: number
  readonly leaf: string
}

/** What came of it, said once, also where the request had ended in another way. */
export async function keepEmergencyOutcome(db: Db, made: NewOutcome): Promise<void> {
  await db`
    WITH noted AS (
      UPDATE requests
      SET outcome = ${db.json(made.outcome)}, outcome_at = ${made.now}, ended = coalesce(ended, ${made.now})
      FROM unapproved
      WHERE id = ${made.id} AND requester = ${made.requester} AND outcome IS NULL
        AND unapproved.request = requests.id AND emergency IS NOT NULL
      RETURNING id
    )
    INSERT INTO entries (request, leaf) SELECT id, ${made.leaf} FROM noted`
}
