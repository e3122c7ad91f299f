import type { Reached, RequestStatus } from '@countersign/shared/api'
import type { Outcome } from '@countersign/shared/log'
import type { Decision, Digest, RequestId } from '@countersign/shared/protocol'
import type { Db } from '../db/connect.ts'
import type { Audible } from '../notify/hub.ts'

type Row = {
  readonly id: RequestId
  readonly digest: Digest
  readonly state: RequestStatus['state']
  readonly requester: string
  readonly stored: number
  readonly ended: number | null
  readonly released: number | null
  readonly refused: string | null
  readonly outcome: Outcome | null
  readonly outcome_at: number | null
  readonly decisions: readonly { at: number; name: string; decision: Decision }[]
  readonly reached: readonly {
    person: string
    name: string | null
    opened: number | null
    state: 'queued' | 'sending' | 'sent' | 'shown' | 'failed' | null
    at: number | null
  }[]
}

/** The states of some requests, read in one statement. */
export async function readStatuses(db: Db, ids: readonly string[]): Promise<readonly Audible[]> {
  const rows = await db<Row[]>`
    SELECT id, digest, state, requester, stored, ended, released, refused, outcome, outcome_at,
           (SELECT coalesce(json_agg(json_build_object('at', at, 'name', name, 'decision', decision) ORDER BY at), '[]')
            FROM decisions WHERE request = requests.id) AS decisions,
           (SELECT coalesce(json_agg(json_build_object(
                     'person', asked.person, 'name', people.name, 'opened', asked.opened, 'state', best.state, 'at', best.at
                   ) ORDER BY people.name), '[]')
            FROM asked
            LEFT JOIN people ON people.key = asked.person
            LEFT JOIN LATERAL (
              SELECT state, at FROM deliveries
              WHERE request = requests.id AND person = asked.person
              ORDER BY array_position(ARRAY['shown', 'sent', 'sending', 'queued', 'failed'], state) LIMIT 1
            ) AS best ON true
            WHERE asked.request = requests.id) AS reached
    FROM requests WHERE id = ANY (${[...ids]}::uuid[])`
  return rows.map((row) => ({
    status: statusOf(row),
    readers: [row.requester, ...row.reached.map(({ person }) => person)],
  }))
}

function statusOf(row: Row): RequestStatus {
  return {
    id: row.id,
    digest: row.digest,
    state: row.state,
    stored: row.stored,
    decisions: [...row.decisions],
    reached: row.reached.map(reachedOf),
    ...(row.refused === null ? {} : { refused: row.refused }),
    ...(row.ended === null ? {} : { ended: row.ended }),
    ...(row.released === null ? {} : { released: row.released }),
    ...(row.outcome === null || row.outcome_at === null
      ? {}
      : { outcome: { at: row.outcome_at, outcome: row.outcome } }),
  }
}

const words = { queued: 'trying', sending: 'trying', sent: 'sent', shown: 'shown', failed: 'failed' } as const

function reachedOf({ name, opened, state, at }: Row['reached'][number]): Reached {
  const who = { name: name ?? 'Somebody' }
  if (opened !== null) return { ...who, state: 'reading', at: opened }
  if (state === null || at === null) return { ...who, state: 'no-device' }
  return { ...who, state: words[state], at }
}
