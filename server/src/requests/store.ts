import type { Outcome } from '@countersign/shared/log'
import { replaceRuleId, type Seen } from '@countersign/shared/policy'
import type { Db } from '../db/connect.ts'
import type { Due } from '../notify/store.ts'
import { askedBy, messagesQueued } from './asked-store.ts'

export type NewRequest = {
  readonly id: string
  readonly digest: string
  readonly request: string
  readonly proof: unknown
  readonly rule: string
  readonly requester: string
  readonly device: string
  readonly body: Buffer | null
  readonly before: Buffer | null
  readonly seen: Seen
  readonly expires: number
  readonly executeWithin: number
  readonly asked: readonly string[]
  readonly now: number
  readonly leaf: string
  readonly askLimit: number
}

/**
 * Stores a request, who may read it, a message to each of their devices, and the log entry: one statement.
 *
 * @returns the messages, taken for sending by this node, or undefined where nothing was stored: the id is taken, or too
 *   many wait
 */
export async function createRequest(db: Db, made: NewRequest): Promise<readonly Due[] | undefined> {
  const [row] = await db<{ queued: Due[] }[]>`
    WITH made AS (
      INSERT INTO requests
        (id, digest, request, proof, rule, requester, device, body, before, seen_ip, seen_country, seen_city, stored, expires,
         execute_within)
      SELECT ${made.id}, ${made.digest}, ${made.request}, ${db.json(made.proof as never)}, ${made.rule},
             ${made.requester}, ${made.device}, ${made.body}, ${made.before}, ${made.seen.ip ?? null},
             ${made.seen.country ?? null}, ${made.seen.city ?? null}, ${made.now}, ${made.expires}, ${made.executeWithin}
      WHERE (SELECT count(*) FROM (
               SELECT FROM requests
               WHERE requester = ${made.requester} AND state = 'pending' AND expires > ${made.now}
               LIMIT ${made.askLimit}
             ) AS waiting) < ${made.askLimit}
      ON CONFLICT (id) DO NOTHING
      RETURNING id
    ), ${askedBy(db, 'made', { people: made.asked, now: made.now })}, logged AS (
      INSERT INTO entries (request, leaf) SELECT id, ${made.leaf} FROM made
    )
    SELECT ${messagesQueued(db, 'ask')} AS queued FROM made`
  return row?.queued
}

/** Notes that an approver has the card on the screen: the first time only. */
export async function openRequest(db: Db, id: string, person: string, now: number, leaf: string): Promise<boolean> {
  const rows = await db`
    WITH opened AS (
      UPDATE asked SET opened = ${now} WHERE request = ${id} AND person = ${person} AND opened IS NULL RETURNING request
    )
    INSERT INTO entries (request, leaf) SELECT request, ${leaf} FROM opened RETURNING seq`
  return rows.length > 0
}

/** pending, approved, confirmed or broken → cancelled, by the requester. */
export async function cancelRequest(
  db: Db,
  id: string,
  requester: string,
  now: number,
  leaf: string,
): Promise<boolean> {
  const rows = await db`
    WITH moved AS (
      UPDATE requests SET state = 'cancelled', ended = ${now}
      WHERE id = ${id} AND requester = ${requester} AND state IN ('pending', 'approved', 'confirmed', 'broken') AND expires > ${now}
      RETURNING id
    )
    INSERT INTO entries (request, leaf) SELECT id, ${leaf} FROM moved RETURNING seq`
  return rows.length > 0
}

type Claim = {
  readonly requester: string
  readonly device: string
  readonly claim: string
  readonly now: number
  readonly leaf: string
}

/**
 * approved, confirmed or broken → released: at most once, within its time, for the device that asked. The relay releases a policy itself.
 *
 * @returns true as well where it was this very claim before, whose answer may have been lost
 */
export async function claimRequest(
  db: Db,
  id: string,
  { requester, device, claim, now, leaf }: Claim,
): Promise<boolean> {
  const rows = await db`
    WITH moved AS (
      UPDATE requests SET state = 'released', released = ${now}, claim = ${claim}
      WHERE id = ${id} AND state IN ('approved', 'confirmed', 'broken') AND requester = ${requester} AND device = ${device}
        AND expires > ${now} AND coalesce(approved, confirmed, broken) + execute_within * 1000 > ${now} AND rule <> ${replaceRuleId}
        AND NOT EXISTS (SELECT FROM revoked_keys WHERE jkt = ${device})
      RETURNING id
    )
    INSERT INTO entries (request, leaf) SELECT id, ${leaf} FROM moved RETURNING seq`
  if (rows.length > 0) return true
  const before = await db`
    SELECT id FROM requests
    WHERE id = ${id} AND state = 'released' AND requester = ${requester} AND device = ${device} AND claim = ${claim}
      AND outcome IS NULL`
  return before.length > 0
}

/** Notes that the holder's own check failed. It changes no state: the relay's word released nothing to begin with. */
export async function refuseRequest(
  db: Db,
  id: string,
  requester: string,
  code: string,
  leaf: string,
): Promise<boolean> {
  const rows = await db`
    WITH noted AS (
      UPDATE requests SET refused = ${code} WHERE id = ${id} AND requester = ${requester} RETURNING id
    )
    INSERT INTO entries (request, leaf) SELECT id, ${leaf} FROM noted RETURNING seq`
  return rows.length > 0
}

/** What the console answered; said once. */
export async function keepOutcome(
  db: Db,
  id: string,
  {
    requester,
    device,
    outcome,
    now,
    leaf,
  }: { requester: string; device: string; outcome: Outcome; now: number; leaf: string },
): Promise<boolean> {
  const rows = await db`
    WITH noted AS (
      UPDATE requests SET outcome = ${db.json(outcome)}, outcome_at = ${now}, ended = ${now}
      WHERE id = ${id} AND requester = ${requester} AND device = ${device} AND state = 'released' AND outcome IS NULL
      RETURNING id
    )
    INSERT INTO entries (request, leaf) SELECT id, ${leaf} FROM noted RETURNING seq`
  return rows.length > 0
}
