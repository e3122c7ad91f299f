import type { Db } from '../db/connect.ts'

/** A place in the entries: transaction, then sequence. */
export type Cursor = { readonly tx: number; readonly seq: number }

/** A cursor as clients are given it. */
export function textOf({ tx, seq }: Cursor): string {
  return `${tx}.${seq}`
}

/** What `textOf` made. */
export function cursorOf(text: string): Cursor {
  const [tx = 0, seq = 0] = text.split('.').map(Number)
  return { tx, seq }
}

export type Changes = { readonly requests: readonly string[]; readonly cursor: Cursor; readonly full: boolean }

const batch = 1_000

/** The last place before which nothing can still be committed. */
export async function latestCursor(db: Db): Promise<Cursor> {
  const [row] = await db<{ tx: number }[]>`
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1 AS tx`
  return { tx: row?.tx ?? 0, seq: Number.MAX_SAFE_INTEGER }
}

/**
 * Requests with entries after a cursor. Only transactions older than every running one are read: one that took its
 * number earlier and commits later would be missed otherwise.
 */
export async function readChanges(db: Db, after: Cursor): Promise<Changes> {
  const rows = await db<{ request: string | null; tx: number; seq: number }[]>`
    SELECT request, tx, seq FROM entries
    WHERE (tx, seq) > (${after.tx}, ${after.seq}) AND tx < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
    ORDER BY tx, seq LIMIT ${batch}`
  const last = rows.at(-1)
  return {
    requests: [...new Set(rows.flatMap(({ request }) => request ?? []))],
    cursor: last === undefined ? after : { tx: last.tx, seq: last.seq },
    full: rows.length === batch,
  }
}

/** The same for one reader: what changed for them while they were away. */
export async function readChangesFor(db: Db, after: Cursor, person: string): Promise<readonly string[]> {
  const rows = await db<{ id: string }[]>`
    SELECT id FROM requests
    WHERE (requester = ${person} OR EXISTS (SELECT FROM asked WHERE request = requests.id AND person = ${person}))
      AND EXISTS (SELECT FROM entries WHERE request = requests.id AND (tx, seq) > (${after.tx}, ${after.seq}))
    ORDER BY stored DESC LIMIT 100`
  return rows.map(({ id }) => id)
}
