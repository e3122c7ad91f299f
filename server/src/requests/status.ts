import type { Reached, RequestStatus } from '@countersign/shared/api'
import type { EmergencyRecord, Outcome } from '@countersign/shared/log'
import type { Approver, Decision, Digest, RequestId, Review } from '@countersign/shared/protocol'
import type { Audible } from '../notify/hub.ts'
import type { Relay } from '../relay.ts'
import { progressOf } from './progress.ts'

type Counting = Pick<Relay, 'db' | 'policies' | 'people'>

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
  /** It was let go without approval then. */
  readonly unapproved: number | null
  readonly emergency: EmergencyRecord | null
  readonly skipped: readonly string[] | null
  readonly review: Review | null
  readonly reviewer_name: string | null
  readonly reviewed: number | null
  readonly closed: number | null
  readonly closed_by: string | null
  readonly closed_why: string | null
  /** The text of a request that still waits. */
  readonly waiting: string | null
  readonly approvals: readonly Approver[]
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
export async function readStatuses(relay: Counting, ids: readonly string[]): Promise<readonly Audible[]> {
  const rows = await relay.db<Row[]>`
    SELECT id, digest, state, requester, stored, ended, released, refused, outcome, outcome_at,
           unapproved.at AS unapproved, emergency, skipped, review, reviewer_name, reviewed,
           closed, closed_by, closed_why,
           CASE WHEN state = 'pending' THEN requests.request END AS waiting,
           (SELECT coalesce(json_agg(json_build_object('approver', identity, 'parts', parts)), '[]')
            FROM decisions
            WHERE request = requests.id AND state = 'pending' AND decision->>'decision' = 'approve') AS approvals,
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
    FROM requests LEFT JOIN unapproved ON unapproved.request = requests.id
    WHERE id = ANY (${[...ids]}::uuid[])`
  return rows.map((row) => ({
    status: statusOf(relay, row),
    readers: [row.requester, ...row.reached.map(({ person }) => person)],
  }))
}

function statusOf(relay: Counting, row: Row): RequestStatus {
  return {
    id: row.id,
    digest: row.digest,
    state: row.state,
    stored: row.stored,
    decisions: [...row.decisions],
    reached: row.reached.map(reachedOf),
    progress: row.waiting === null ? [] : [...progressOf(relay, JSON.parse(row.waiting), row.approvals, keysOf(row))],
    ...(row.unapproved === null ? {} : { unapproved: unapprovedOf(row, row.unapproved) }),
    ...(row.refused === null ? {} : { refused: row.refused }),
    ...(row.ended === null ? {} : { ended: row.ended }),
    ...(row.released === null ? {} : { released: row.released }),
    ...(row.outcome === null || row.outcome_at === null
      ? {}
      : { outcome: { at: row.outcome_at, outcome: row.outcome } }),
  }
}

function unapprovedOf(row: Row, at: number): NonNullable<RequestStatus['unapproved']> {
  const { emergency, skipped } = row
  const byKeys = emergency === null ? {} : { emergency }
  return { at, skipped: [...(skipped ?? [])], ...byKeys, ...reviewIn(row), ...closingIn(row) }
}

type Since = Pick<NonNullable<RequestStatus['unapproved']>, 'reviewed' | 'closed'>

function reviewIn({ reviewed: at, reviewer_name: name, review }: Row): Since {
  return at === null || name === null || review === null ? {} : { reviewed: { at, name, review } }
}

function closingIn({ closed: at, closed_by: by, closed_why: why }: Row): Since {
  return at === null || by === null || why === null ? {} : { closed: { at, by, why } }
}

function keysOf({ reached }: Row): readonly string[] {
  return reached.map(({ person }) => person)
}

const words = { queued: 'trying', sending: 'trying', sent: 'sent', shown: 'shown', failed: 'failed' } as const

function reachedOf({ name, opened, state, at }: Row['reached'][number]): Reached {
  const who = { name: name ?? 'Somebody' }
  if (opened !== null) return { ...who, state: 'reading', at: opened }
  if (state === null || at === null) return { ...who, state: 'no-device' }
  return { ...who, state: words[state], at }
}
