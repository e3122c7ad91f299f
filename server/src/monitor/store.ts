import { digestOf } from '@countersign/shared/protocol'
import type { Db } from '../db/connect.ts'
import { leaf } from '../log/leaf.ts'
import type { MonitoredRecord } from './record.ts'

export type NewMonitored = {
  readonly person: string
  /** Who was signed in there, by name. */
  readonly name: string
  readonly device: string
  readonly policy: string
  readonly seen: readonly MonitoredRecord[]
  readonly at: number
}

/** Keeps what is not kept yet, each with its entry of the log. */
export async function keepMonitored(db: Db, { person, name, device, policy, seen, at }: NewMonitored): Promise<void> {
  const rows = await Promise.all(seen.map(async (one) => ({ ...one, leaf: await leafOf(one, { device, policy, at }) })))
  if (rows.length === 0) return
  await db`
    WITH seen AS (
      SELECT DISTINCT ON (id) * FROM jsonb_to_recordset(${db.json(rows)}) AS rows (
        id text, at bigint, rules jsonb, open boolean, console text, method text, url text, summary text, leaf text)
    ), kept AS (
      INSERT INTO monitored (id, at, person, name, device, policy, rules, open, console, method, url, summary)
      SELECT id, at, ${person}, ${name}, ${device}, ${policy}, rules, open, console, method, url, summary FROM seen
      ON CONFLICT (id) DO NOTHING
      RETURNING id
    )
    INSERT INTO entries (leaf) SELECT leaf FROM seen JOIN kept USING (id)`
}

async function leafOf(
  { id, rules, open, method, url, at: seenAt }: MonitoredRecord,
  { device, policy, at }: Pick<NewMonitored, 'device' | 'policy' | 'at'>,
): Promise<string> {
  const digest = await digestOf({ id, rules, open, method, url, at: seenAt })
  const holder = { digest, rule: rules[0] ?? '', policy, at: seenAt }
  return leaf({ kind: 'action.monitored', at, holder, relay: { device } })
}

/** What was seen since a moment, newest first. */
export function readMonitored(db: Db, since: number): Promise<readonly KeptMonitored[]> {
  return db<KeptMonitored[]>`
    SELECT at, name, rules, open, console, method, url, summary
    FROM monitored
    WHERE at >= ${since}
    ORDER BY at DESC, id`
}

/** What was seen since a moment, oldest first, with who did it and the policy whose rules matched. */
export async function* readToReplay(db: Db, since: number): AsyncGenerator<MonitoredToReplay> {
  const rows = db<MonitoredToReplay[]>`
    SELECT at, person, policy, rules, open, method, url FROM monitored WHERE at >= ${since} ORDER BY at, id`
  for await (const some of rows.cursor(500)) yield* some
}

export type MonitoredToReplay = Pick<MonitoredRecord, 'at' | 'rules' | 'open' | 'method' | 'url'> & {
  readonly person: string
  readonly policy: string
}

export type KeptMonitored = Omit<MonitoredRecord, 'id'> & { readonly name: string }

/** Deletes what was seen before a moment; the log keeps its digests. */
export async function forgetMonitored(db: Db, before: number): Promise<void> {
  await db`DELETE FROM monitored WHERE at < ${before}`
}
