import type { Db } from '../db/connect.ts'

/** A message to be sent now, with where it goes. */
export type Due = {
  readonly id: string
  readonly request: string
  readonly device: string
  readonly tries: number
  readonly endpoint: string
  readonly p256dh: string
  readonly auth: string
  readonly device_created: number
  readonly person: string
  readonly about: About
}

/** That somebody’s approval is asked for, or that it was not waited for. */
export type About = 'ask' | 'glass'

/** How long a node has to send what it took, before another may. */
export const lease = 15_000

/** Takes some of the messages that are due; no two nodes take the same. */
export async function takeDue(db: Db, now: number): Promise<readonly (Due & { readonly action_request: string })[]> {
  return db<(Due & { readonly action_request: string })[]>`
    WITH due AS (
      SELECT id FROM deliveries
      WHERE state IN ('queued', 'sending') AND at <= ${now}
      ORDER BY at LIMIT 100 FOR UPDATE SKIP LOCKED
    )
    UPDATE deliveries SET state = 'sending', at = ${now + lease}, tries = tries + 1
    FROM due, devices, requests
    WHERE deliveries.id = due.id AND devices.id = deliveries.device AND requests.id = deliveries.request
    RETURNING deliveries.id, deliveries.request, deliveries.person, deliveries.device, deliveries.tries, deliveries.about, devices.endpoint, devices.p256dh,
              devices.auth, devices.created AS device_created, requests.request AS action_request`
}

/** The push service took it, or will never. */
export async function settleDelivery(
  db: Db,
  id: string,
  state: 'sent' | 'failed',
  now: number,
  leaf: string,
): Promise<void> {
  await db`
    WITH settled AS (
      UPDATE deliveries SET state = ${state}, at = ${now} WHERE id = ${id} AND state = 'sending' RETURNING request
    )
    INSERT INTO entries (request, leaf) SELECT request, ${leaf} FROM settled`
}

/** The push service asked for patience. */
export async function postponeDelivery(db: Db, id: string, until: number): Promise<void> {
  await db`UPDATE deliveries SET state = 'queued', at = ${until} WHERE id = ${id} AND state = 'sending'`
}

/** The service worker has shown it: the first time only. Undefined for an id that is nobody's. */
export async function findDelivery(db: Db, id: string): Promise<{ request: string; device: string } | undefined> {
  const [row] = await db<{ request: string; device: string }[]>`SELECT request, device FROM deliveries WHERE id = ${id}`
  return row
}

export async function markShown(db: Db, id: string, now: number, leaf: string): Promise<boolean> {
  const rows = await db`
    WITH shown AS (
      UPDATE deliveries SET state = 'shown', at = ${now} WHERE id = ${id} AND state <> 'shown' RETURNING request, device
    ), device AS (
      UPDATE devices SET reached = ${now} FROM shown WHERE devices.id = shown.device
    )
    INSERT INTO entries (request, leaf) SELECT request, ${leaf} FROM shown RETURNING seq`
  return rows.length > 0
}
