import type { Claims } from '@countersign/shared/protocol'
import type { Db } from '../db/connect.ts'

type SignedIn = {
  readonly key: string
  readonly iss: string
  readonly name: string
  readonly claims: Claims
  readonly now: number
  readonly leaf: string
  /** Requests that wait and that this person may decide or review, by the claims of this sign-in. */
  readonly mayDecide: readonly string[]
}

/** Keeps a sign-in: the person's claims, what they may read from now on, and the log entry. */
export async function keepSignIn(db: Db, { key, iss, name, claims, now, leaf, mayDecide }: SignedIn): Promise<void> {
  await db`
    WITH person AS (
      INSERT INTO people (key, iss, name, claims, signed_in)
      VALUES (${key}, ${iss}, ${name}, ${db.json(claims)}, ${now})
      ON CONFLICT (key) DO UPDATE SET name = excluded.name, claims = excluded.claims, signed_in = excluded.signed_in,
        tx = excluded.tx
    ), readable AS (
      INSERT INTO asked (request, person)
      SELECT unnest(${[...mayDecide]}::uuid[]), ${key}
      ON CONFLICT DO NOTHING
    )
    INSERT INTO entries (leaf) VALUES (${leaf})`
}

/** Somebody who ever signed in to the phone app, with the claims of the last time. */
export type KnownPerson = Pick<SignedIn, 'key' | 'iss' | 'name' | 'claims'> & { readonly signed_in: number }

export async function readPeople(db: Db): Promise<readonly KnownPerson[]> {
  return db<KnownPerson[]>`SELECT key, iss, name, claims, signed_in FROM people ORDER BY name`
}

/** The requester keeps no approver's claims: a requester's sign-in is only logged. */
export async function keepRequesterSignIn(db: Db, leaf: string): Promise<void> {
  await db`INSERT INTO entries (leaf) VALUES (${leaf})`
}
