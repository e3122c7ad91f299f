import type { Db } from '../db/connect.ts'

/** The names of those who can review what waits under these keys; nobody's where nothing does. */
export async function readWaitingReviewers(db: Db, waits: readonly string[]): Promise<readonly string[]> {
  const rows = await db<{ name: string }[]>`
    SELECT DISTINCT name FROM glass_waits
    JOIN asked ON asked.request = glass_waits.request JOIN people ON people.key = asked.person
    WHERE glass_waits.key = ANY (${[...waits]}) ORDER BY name`
  return rows.map(({ name }) => name)
}

/** Whether something waits under one of these keys. */
export async function isWaiting(db: Db, waits: readonly string[]): Promise<boolean> {
  const rows = await db`SELECT FROM glass_waits WHERE key = ANY (${[...waits]}) LIMIT 1`
  return rows.length > 0
}
