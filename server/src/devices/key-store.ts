import type { Db } from '../db/connect.ts'

export type SeenKey = {
  /** For one that was not seen before. */
  readonly id: string
  readonly person: string
  readonly name: string
  readonly jkt: string
  readonly role: 'extension' | 'app'
  /** What it says of itself, if it does. */
  readonly label: string | undefined
  readonly installed: boolean | undefined
  readonly now: number
  readonly leaf: string
}

/** Notes that somebody signed in by a key; the log entry is for the first time. */
export async function keepKey(db: Db, seen: SeenKey): Promise<void> {
  const { label = seen.role === 'app' ? 'Phone' : 'Browser', installed = null } = seen
  await db`
    WITH kept AS (
      INSERT INTO device_keys (id, person, name, jkt, role, label, installed, first_seen, last_seen)
      VALUES (${seen.id}, ${seen.person}, ${seen.name}, ${seen.jkt}, ${seen.role}, ${label}, ${installed}, ${seen.now},
              ${seen.now})
      ON CONFLICT (person, jkt) DO UPDATE
        SET name = excluded.name, role = excluded.role, label = excluded.label, installed = excluded.installed,
            last_seen = excluded.last_seen
      RETURNING id
    )
    INSERT INTO entries (leaf) SELECT ${seen.leaf} FROM kept WHERE id = ${seen.id}`
}

/** The key of a device by its id; of this person's alone where one is named. */
export async function findKey(db: Db, id: string, person?: string): Promise<string | undefined> {
  const [row] = await db<{ jkt: string }[]>`
    SELECT jkt FROM device_keys WHERE id = ${id} AND (${person ?? null}::text IS NULL OR person = ${person ?? null})`
  return row?.jkt
}

/** A device as operators see it. */
export type KnownDevice = {
  readonly id: string
  readonly person: string
  readonly name: string
  readonly key: string
  readonly role: 'extension' | 'app'
  readonly label: string
  readonly installed: boolean | null
  readonly first_seen: number
  readonly last_seen: number
  readonly revoked: number | null
}

/** Everybody's devices, or of those people whose name or key holds a text; the last one seen first. */
export async function readDevices(db: Db, person = ''): Promise<readonly KnownDevice[]> {
  return db<KnownDevice[]>`
    SELECT id, person, name, device_keys.jkt AS key, role, label, installed, first_seen, last_seen,
           revoked_keys.at AS revoked
    FROM device_keys LEFT JOIN revoked_keys ON revoked_keys.jkt = device_keys.jkt
    WHERE position(lower(${person}) IN lower(name || ' ' || person)) > 0
    ORDER BY last_seen DESC`
}

/** What a device has asked that still waits, or could be released. */
export async function readOpen(db: Db, jkt: string): Promise<readonly string[]> {
  const rows = await db<{ id: string }[]>`
    SELECT id FROM requests WHERE device = ${jkt} AND state IN ('pending', 'approved', 'confirmed', 'broken')`
  return rows.map(({ id }) => id)
}

export type Revocation = {
  readonly jkt: string
  readonly by: string
  readonly now: number
  readonly leaf: string
  /** What it has asked, which is cancelled, with the log entry of each. */
  readonly open: readonly { readonly id: string; readonly leaf: string }[]
}

/**
 * Revokes a key: it is kept, what it asked is cancelled, and its phone is told no more, in one statement.
 *
 * @returns false where it was revoked before
 */
export async function revokeKey(db: Db, { jkt, by, now, leaf, open }: Revocation): Promise<boolean> {
  const rows = await db`
    WITH revoked AS (
      INSERT INTO revoked_keys (jkt, by, at) VALUES (${jkt}, ${by}, ${now}) ON CONFLICT DO NOTHING RETURNING jkt
    ), silenced AS (
      DELETE FROM devices USING revoked WHERE devices.jkt = revoked.jkt
    ), cancelled AS (
      UPDATE requests SET state = 'cancelled', ended = ${now}
      FROM revoked, unnest(${open.map(({ id }) => id)}::uuid[], ${open.map((one) => one.leaf)}::text[]) AS asked (id, leaf)
      WHERE requests.device = revoked.jkt AND requests.id = asked.id AND state IN ('pending', 'approved', 'confirmed', 'broken')
      RETURNING requests.id, asked.leaf
    ), logged AS (
      INSERT INTO entries (request, leaf) SELECT id, leaf FROM cancelled
    )
    INSERT INTO entries (leaf) SELECT ${leaf} FROM revoked RETURNING seq`
  return rows.length > 0
}

/**
 * Keys that were revoked by a transaction or later ones, and the first whose writing may still become visible: from
 * there the next reading goes on.
 */
export async function readRevoked(
  db: Db,
  from: number,
): Promise<{ readonly keys: readonly string[]; readonly next: number }> {
  const [row] = await db<{ keys: string[]; next: number }[]>`
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS next,
           (SELECT coalesce(json_agg(jkt), '[]') FROM revoked_keys WHERE tx >= ${from}) AS keys`
  return row ?? { keys: [], next: from }
}
