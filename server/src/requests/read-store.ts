import { replaceRuleId, type Seen } from '@countersign/shared/policy'
import type { Digest, RequestId } from '@countersign/shared/protocol'
import type { Db } from '../db/connect.ts'

/** A request as it is stored. `request` is the JCS text whose digest is signed. */
export type StoredRequest = {
  readonly id: string
  readonly digest: string
  readonly request: string
  readonly proof: unknown
  readonly requester: string
  readonly device: string
  readonly body: Buffer | null
  readonly before: Buffer | null
  readonly seen_ip: string | null
  readonly seen_country: string | null
  readonly seen_city: string | null
  readonly state: string
  readonly approvals: number
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
    SELECT id, digest, request, proof, requester, device, body, before, seen_ip, seen_country, seen_city, state, approvals FROM requests WHERE id = ${id}`
  return row
}

/** One request, if this person may read it: their own, or one they may decide. */
export async function readRequest(db: Db, id: string, person: string): Promise<StoredRequest | undefined> {
  const [row] = await db<StoredRequest[]>`
    SELECT id, digest, request, proof, requester, device, body, before, seen_ip, seen_country, seen_city, state, approvals
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
    SELECT id, digest, request, proof, requester, device, body, before, seen_ip, seen_country, seen_city, state, approvals, erased, erased_by, erased_why
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
      SELECT id, digest, request, proof, requester, device, body, before, seen_ip, seen_country, seen_city, state, approvals
      FROM requests WHERE requester = ${person} AND erased IS NULL ORDER BY stored DESC LIMIT 50`
  }
  if (which === 'decided') {
    return db<StoredRequest[]>`
      SELECT id, digest, requests.request, proof, requester, device, body, before, seen_ip, seen_country, seen_city, state, approvals
      FROM requests JOIN decisions ON decisions.request = requests.id
      WHERE decisions.person = ${person} AND erased IS NULL ORDER BY decisions.at DESC LIMIT 50`
  }
  if (which === 'to-review') {
    return db<StoredRequest[]>`
      SELECT id, digest, requests.request, proof, requester, device, body, before, seen_ip, seen_country, seen_city, state, approvals
      FROM unapproved JOIN requests ON requests.id = unapproved.request
      JOIN asked ON asked.request = requests.id AND asked.person = ${person}
      WHERE waiting AND erased IS NULL ORDER BY unapproved.at DESC LIMIT 50`
  }
  return db<StoredRequest[]>`
    SELECT id, digest, requests.request, proof, requester, device, body, before, seen_ip, seen_country, seen_city, state, approvals
    FROM asked JOIN requests ON requests.id = asked.request
    WHERE asked.person = ${person} AND state = 'pending' AND expires > ${now}
      AND NOT EXISTS (SELECT FROM decisions WHERE request = requests.id AND decisions.person = ${person})
    ORDER BY stored DESC LIMIT 50`
}

/** What pages asked for since then, oldest first; what was erased is not there any more. */
export async function* readPast(db: Db, since: number): AsyncGenerator<string> {
  const rows = db<{ request: string }[]>`
    SELECT request FROM requests
    WHERE stored >= ${since} AND erased IS NULL AND rule <> ${replaceRuleId} ORDER BY stored`
  for await (const some of rows.cursor(500)) for (const { request } of some) yield request
}
