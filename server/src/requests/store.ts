import type { Outcome } from '@countersign/shared/log'
import { replaceRuleId, type Seen } from '@countersign/shared/policy'
import type { Digest, RequestId } from '@countersign/shared/protocol'
import type { Db } from '../db/connect.ts'
import { type Due, lease } from '../notify/store.ts'

/** A request as it is stored. `request` is the JCS text whose digest is signed. */
export type StoredRequest = {
  readonly id: string
  readonly digest: string
  readonly request: string
  readonly proof: unknown
  readonly requester: string
  readonly device: string
  readonly body: Buffer | null
  readonly seen_ip: string | null
  readonly seen_country: string | null
  readonly seen_city: string | null
  readonly state: string
  readonly approvals: number
}

export type NewRequest = {
  readonly id: string
  readonly digest: string
  readonly request: string
  readonly proof: unknown
  readonly rule: string
  readonly requester: string
  readonly device: string
  readonly body: Buffer | null
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
        (id, digest, request, proof, rule, requester, device, body, seen_ip, seen_country, seen_city, stored, expires,
         execute_within)
      SELECT ${made.id}, ${made.digest}, ${made.request}, ${db.json(made.proof as never)}, ${made.rule},
             ${made.requester}, ${made.device}, ${made.body}, ${made.seen.ip ?? null},
             ${made.seen.country ?? null}, ${made.seen.city ?? null}, ${made.now}, ${made.expires}, ${made.executeWithin}
      WHERE (SELECT count(*) FROM (
               SELECT FROM requests
               WHERE requester = ${made.requester} AND state = 'pending' AND expires > ${made.now}
               LIMIT ${made.askLimit}
             ) AS waiting) < ${made.askLimit}
      ON CONFLICT (id) DO NOTHING
      RETURNING id
    ), readable AS (
      INSERT INTO asked (request, person) SELECT id, unnest(${[...made.asked]}::text[]) FROM made
    ), queued AS (
      INSERT INTO deliveries (id, request, person, device, state, at, tries)
      SELECT translate(left(encode(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()), 'base64'), 22), '+/', '-_'),
             made.id, devices.person, devices.id, 'sending', ${made.now + lease}, 1
      FROM made JOIN devices ON devices.person = ANY (${[...made.asked]}::text[])
      RETURNING id, request, person, device
    ), logged AS (
      INSERT INTO entries (request, leaf) SELECT id, ${made.leaf} FROM made
    )
    SELECT (
      SELECT coalesce(json_agg(json_build_object(
               'id', queued.id, 'request', queued.request, 'device', queued.device, 'person', queued.person, 'tries', 1,
               'endpoint', endpoint, 'p256dh', p256dh, 'auth', auth, 'device_created', created, 'about', 'ask'
             )), '[]')
      FROM queued JOIN devices ON devices.id = queued.device
    ) AS queued FROM made`
  return row?.queued
}

/** What the relay saw when it was asked. */
export function seenIn({ seen_ip, seen_country, seen_city }: StoredRequest): Seen {
  return {
    ...(seen_ip === null ? {} : { ip: seen_ip }),
    ...(seen_country === null ? {} : { country: seen_country }),
    ...(seen_city === null ? {} : { city: seen_city }),
  }
}

/** One request, whoever asks; for the relay's own checks. */
export async function findRequest(db: Db, id: string): Promise<StoredRequest | undefined> {
  const [row] = await db<StoredRequest[]>`
    SELECT id, digest, request, proof, requester, device, body, seen_ip, seen_country, seen_city, state, approvals FROM requests WHERE id = ${id}`
  return row
}

/** One request, if this person may read it: their own, or one they may decide. */
export async function readRequest(db: Db, id: string, person: string): Promise<StoredRequest | undefined> {
  const [row] = await db<StoredRequest[]>`
    SELECT id, digest, request, proof, requester, device, body, seen_ip, seen_country, seen_city, state, approvals
    FROM requests
    WHERE id = ${id} AND erased IS NULL
      AND (requester = ${person} OR EXISTS (SELECT FROM asked WHERE request = requests.id AND person = ${person}))`
  return row
}

/** A request with what its bundle says of an erasure. */
export type ProvableRequest = StoredRequest & {
  readonly id: RequestId
  readonly digest: Digest
  readonly erased: number | null
  readonly erased_by: string | null
  readonly erased_why: string | null
}

/** One request, erased or not, if this person may read it. */
export async function readProvable(db: Db, id: string, person: string): Promise<ProvableRequest | undefined> {
  const [row] = await db<ProvableRequest[]>`
    SELECT id, digest, request, proof, requester, device, body, seen_ip, seen_country, seen_city, state, approvals, erased, erased_by, erased_why
    FROM requests
    WHERE id = ${id}
      AND (requester = ${person} OR EXISTS (SELECT FROM asked WHERE request = requests.id AND person = ${person}))`
  return row
}

/** A person's list, newest first. */
export async function listRequests(
  db: Db,
  which: 'to-decide' | 'mine' | 'decided' | 'to-review',
  person: string,
  now: number,
): Promise<readonly StoredRequest[]> {
  if (which === 'mine') {
    return db<StoredRequest[]>`
      SELECT id, digest, request, proof, requester, device, body, seen_ip, seen_country, seen_city, state, approvals
      FROM requests WHERE requester = ${person} AND erased IS NULL ORDER BY stored DESC LIMIT 50`
  }
  if (which === 'decided') {
    return db<StoredRequest[]>`
      SELECT id, digest, requests.request, proof, requester, device, body, seen_ip, seen_country, seen_city, state, approvals
      FROM requests JOIN decisions ON decisions.request = requests.id
      WHERE decisions.person = ${person} AND erased IS NULL ORDER BY decisions.at DESC LIMIT 50`
  }
  if (which === 'to-review') {
    return db<StoredRequest[]>`
      SELECT id, digest, requests.request, proof, requester, device, body, seen_ip, seen_country, seen_city, state, approvals
      FROM unapproved JOIN requests ON requests.id = unapproved.request
      JOIN asked ON asked.request = requests.id AND asked.person = ${person}
      WHERE reviewed IS NULL AND erased IS NULL ORDER BY unapproved.at DESC LIMIT 50`
  }
  return db<StoredRequest[]>`
    SELECT id, digest, requests.request, proof, requester, device, body, seen_ip, seen_country, seen_city, state, approvals
    FROM asked JOIN requests ON requests.id = asked.request
    WHERE asked.person = ${person} AND state = 'pending' AND expires > ${now}
      AND NOT EXISTS (SELECT FROM decisions WHERE request = requests.id AND decisions.person = ${person})
    ORDER BY stored DESC LIMIT 50`
}

/** Every request that still waits, for a decision or for a review. */
export async function readWaiting(db: Db, now: number): Promise<readonly { id: string; request: string }[]> {
  return db<{ id: string; request: string }[]>`
    SELECT id, request FROM requests
    WHERE (state = 'pending' AND expires > ${now})
       OR id IN (SELECT unapproved.request FROM unapproved WHERE reviewed IS NULL)
    LIMIT 1000`
}

/** What pages asked for since then, oldest first; what was erased is not there any more. */
export async function* readPast(db: Db, since: number): AsyncGenerator<string> {
  const rows = db<{ request: string }[]>`
    SELECT request FROM requests
    WHERE stored >= ${since} AND erased IS NULL AND rule <> ${replaceRuleId} ORDER BY stored`
  for await (const some of rows.cursor(500)) for (const { request } of some) yield request
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
