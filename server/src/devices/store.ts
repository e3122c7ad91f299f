import type { Device } from '@countersign/shared/api'
import type { Db } from '../db/connect.ts'

/** A person's devices, the last one seen first; `jkt` is that of the one that asks. */
export async function listDevices(db: Db, person: string, jkt: string): Promise<readonly Device[]> {
  const rows = await db<Row[]>`
    SELECT id, role, label, jkt, installed, first_seen, last_seen, since, reached
    FROM device_keys
    LEFT JOIN LATERAL (
      SELECT created AS since, reached FROM devices
      WHERE devices.person = device_keys.person AND devices.jkt = device_keys.jkt ORDER BY created DESC LIMIT 1
    ) AS told ON true
    WHERE person = ${person} AND NOT EXISTS (SELECT FROM revoked_keys WHERE revoked_keys.jkt = device_keys.jkt)
    UNION ALL
    SELECT id, 'app', label, jkt, NULL, created, coalesce(reached, created), created, reached
    FROM devices
    WHERE person = ${person} AND NOT EXISTS (
      SELECT FROM device_keys WHERE device_keys.person = devices.person AND device_keys.jkt = devices.jkt
    )
    ORDER BY last_seen DESC`
  return rows.map((row) => asDevice(row, jkt))
}

type Row = {
  readonly id: string
  readonly role: 'extension' | 'app'
  readonly label: string
  readonly jkt: string | null
  readonly installed: boolean | null
  readonly first_seen: number
  readonly last_seen: number
  readonly since: number | null
  readonly reached: number | null
}

function asDevice({ jkt, installed, since, reached, ...device }: Row, current: string): Device {
  const notifications = since === null ? undefined : { since, ...(reached === null ? {} : { reached }) }
  return {
    ...device,
    current: jkt === current,
    ...(installed === null ? {} : { installed }),
    ...(notifications === undefined ? {} : { notifications }),
  }
}

export type NewSubscription = {
  readonly id: string
  readonly person: string
  readonly jkt: string
  readonly label: string
  readonly endpoint: string
  readonly p256dh: string
  readonly auth: string
  readonly now: number
  readonly leaf: string
}

/** Keeps where a phone's notifications go. An endpoint belongs to whoever registered it last. */
export async function keepSubscription(db: Db, made: NewSubscription): Promise<void> {
  await db`
    WITH kept AS (
      INSERT INTO devices (id, person, jkt, label, endpoint, p256dh, auth, created)
      VALUES (${made.id}, ${made.person}, ${made.jkt}, ${made.label}, ${made.endpoint}, ${made.p256dh}, ${made.auth},
              ${made.now})
      ON CONFLICT (endpoint) DO UPDATE
        SET person = excluded.person, jkt = excluded.jkt, label = excluded.label, p256dh = excluded.p256dh,
            auth = excluded.auth
      RETURNING id
    )
    INSERT INTO entries (leaf) SELECT ${made.leaf} FROM kept`
}

export type Address = { readonly endpoint: string; readonly p256dh: string; readonly auth: string }

/** Where the notifications of one of somebody's devices go. */
export async function findAddress(db: Db, id: string, person: string): Promise<Address | undefined> {
  const [row] = await db<Address[]>`
    SELECT endpoint, p256dh, auth FROM devices
    WHERE person = ${person}
      AND (id = ${id} OR jkt = (SELECT jkt FROM device_keys WHERE id = ${id} AND person = ${person}))
    ORDER BY created DESC LIMIT 1`
  return row
}

/** Forgets where the notifications of one of somebody's devices go. */
export async function forgetAddresses(db: Db, id: string, person: string, leaf: string): Promise<boolean> {
  const rows = await db`
    WITH removed AS (
      DELETE FROM devices
      WHERE person = ${person}
        AND (id = ${id} OR jkt = (SELECT jkt FROM device_keys WHERE id = ${id} AND person = ${person}))
      RETURNING id
    )
    INSERT INTO entries (leaf) SELECT ${leaf} WHERE EXISTS (SELECT FROM removed) RETURNING seq`
  return rows.length > 0
}

/** Forgets one subscription, whosever it is. */
export async function removeSubscription(db: Db, id: string, leaf: string): Promise<void> {
  await db`
    WITH removed AS (DELETE FROM devices WHERE id = ${id} RETURNING id)
    INSERT INTO entries (leaf) SELECT ${leaf} FROM removed`
}
