import type { Device } from '@countersign/shared/api'
import type { Db } from '../db/connect.ts'

export type NewDevice = {
  readonly id: string
  readonly person: string
  readonly label: string
  readonly endpoint: string
  readonly p256dh: string
  readonly auth: string
  readonly now: number
  readonly leaf: string
}

/** Keeps a phone's subscription. An endpoint belongs to whoever registered it last. */
export async function keepDevice(db: Db, made: NewDevice): Promise<Device> {
  const [row] = await db<{ id: string; label: string; created: number }[]>`
    WITH kept AS (
      INSERT INTO devices (id, person, label, endpoint, p256dh, auth, created)
      VALUES (${made.id}, ${made.person}, ${made.label}, ${made.endpoint}, ${made.p256dh}, ${made.auth}, ${made.now})
      ON CONFLICT (endpoint) DO UPDATE
        SET person = excluded.person, label = excluded.label, p256dh = excluded.p256dh, auth = excluded.auth
      RETURNING id, label, created
    ), logged AS (
      INSERT INTO entries (leaf) SELECT ${made.leaf} FROM kept
    )
    SELECT id, label, created FROM kept`
  if (row === undefined) throw new Error('The device was not kept.')
  return row
}

type Row = { id: string; label: string; created: number; reached: number | null }

export async function listDevices(db: Db, person: string): Promise<readonly Device[]> {
  const rows = await db<Row[]>`
    SELECT id, label, created, reached FROM devices WHERE person = ${person} ORDER BY created`
  return rows.map(({ reached, ...device }) => (reached === null ? device : { ...device, reached }))
}

export type Address = { readonly endpoint: string; readonly p256dh: string; readonly auth: string }

export async function findDevice(db: Db, id: string, person: string): Promise<Address | undefined> {
  const [row] = await db<Address[]>`
    SELECT endpoint, p256dh, auth FROM devices WHERE id = ${id} AND person = ${person}`
  return row
}

export async function removeDevice(db: Db, id: string, leaf: string): Promise<boolean> {
  const rows = await db`
    WITH removed AS (DELETE FROM devices WHERE id = ${id} RETURNING id)
    INSERT INTO entries (leaf) SELECT ${leaf} FROM removed RETURNING seq`
  return rows.length > 0
}
