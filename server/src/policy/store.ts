import { replaceRuleId } from '@countersign/shared/policy'
import type { Digest, Replacement } from '@countersign/shared/protocol'
import type { JWK } from 'jose'
import type { Db } from '../db/connect.ts'
import { leaf } from '../log/leaf.ts'
import type { LoadedPolicy } from './load.ts'

/**
 * Keeps a policy that comes into force, once, and says so in the log: unless a newer one is kept, or another of its
 * version.
 *
 * @param unreadable what nobody reads any more takes no version from a readable one
 */
export async function keepPolicy(
  db: Db,
  loaded: LoadedPolicy,
  unreadable: readonly Digest[],
  now: number,
): Promise<void> {
  const { digest, policy, jws, key, replacements } = loaded
  const { version } = policy
  const entry = leaf({ kind: 'policy.loaded', at: now, relay: { policy: digest, version } })
  await db.begin(async (sql) => {
    await sql.unsafe(oneAtATime)
    await sql`
      WITH kept AS (
        INSERT INTO policies (digest, version, jws, key, replacements, loaded)
        SELECT ${digest}, ${version}, ${jws}, ${db.json(key as never)}, ${db.json(replacements as never)}, ${now}
        WHERE NOT EXISTS (
          SELECT FROM policies
          WHERE version > ${version}
             OR version = ${version} AND digest <> ALL (${[digest, ...unreadable]}::text[])
        )
        ON CONFLICT (digest) DO NOTHING
        RETURNING digest
      )
      INSERT INTO entries (leaf) SELECT ${entry} FROM kept`
  })
}

/** Two nodes that keep a policy each must see what the other has kept; who reads does not wait. */
const oneAtATime = 'LOCK TABLE policies IN SHARE ROW EXCLUSIVE MODE'

export type NewReplacement = {
  /** The request that asked for it. */
  readonly request: string
  readonly loaded: LoadedPolicy
  /** Digest of the policy before. */
  readonly replaces: Digest
  readonly now: number
}

/**
 * approved → released, and the next policy kept, in one statement: at most one policy follows another, it is newer than
 * every other, and it comes only while its request may be released.
 *
 * @returns whether it was this call that did it
 */
export async function keepReplacement(db: Db, made: NewReplacement): Promise<boolean> {
  const { request, loaded, replaces, now } = made
  const { digest, policy, jws, key, replacements } = loaded
  const { version } = policy
  const entry = leaf({ kind: 'policy.replaced', at: now, request, relay: { policy: digest, version } })
  return db.begin(async (sql) => {
    await sql.unsafe(oneAtATime)
    const rows = await sql`
      WITH approved AS (
        SELECT id FROM requests
        WHERE id = ${request} AND state = 'approved' AND expires > ${now} AND approved + execute_within * 1000 > ${now}
        FOR UPDATE
      ), kept AS (
        INSERT INTO policies (digest, version, jws, key, replacements, loaded, replaces)
        SELECT ${digest}, ${version}, ${jws}, ${db.json(key as never)}, ${db.json(replacements as never)}, ${now},
               ${replaces}
        FROM approved
        WHERE NOT EXISTS (SELECT FROM policies WHERE version >= ${version})
        ON CONFLICT DO NOTHING
        RETURNING digest
      ), moved AS (
        UPDATE requests
        SET state = 'released', released = ${now}, ended = ${now}, outcome_at = ${now},
            outcome = ${db.json({ kind: 'in_force', version })}
        FROM kept WHERE id = ${request}
        RETURNING id
      )
      INSERT INTO entries (request, leaf) SELECT id, ${entry} FROM moved RETURNING seq`
    return rows.length > 0
  })
}

/** approved → cancelled, with the code of the check that the next policy failed. */
export async function refuseReplacement(db: Db, request: string, code: string, now: number): Promise<boolean> {
  const entry = leaf({ kind: 'request.refused', at: now, request, relay: { code } })
  const rows = await db`
    WITH moved AS (
      UPDATE requests SET state = 'cancelled', ended = ${now}, refused = ${code}
      WHERE id = ${request} AND state = 'approved'
      RETURNING id
    )
    INSERT INTO entries (request, leaf) SELECT id, ${entry} FROM moved RETURNING seq`
  return rows.length > 0
}

/** The replacements that have their quorum and are not in force yet. */
export async function readApprovedReplacements(db: Db): Promise<readonly string[]> {
  const rows = await db<{ id: string }[]>`
    SELECT id FROM requests WHERE state = 'approved' AND rule = ${replaceRuleId}`
  return rows.map(({ id }) => id)
}

/** A policy as it is kept; `key` is null where it was kept before keys were. */
export type KeptPolicy = {
  readonly digest: Digest
  readonly version: number
  readonly jws: string
  readonly key: JWK | null
  readonly replacements: readonly Replacement[]
}

/** What is kept beyond what is known. */
export async function readPolicies(db: Db, known: readonly string[]): Promise<readonly KeptPolicy[]> {
  return db<KeptPolicy[]>`
    SELECT digest, version, jws, key, replacements FROM policies
    WHERE digest <> ALL (${[...known]}::text[]) ORDER BY version`
}

export type KeptRefusal = {
  readonly device: string
  readonly digest: string
  readonly code: string
  readonly at: number
  readonly leaf: string
}

/** How many refusals of one device are kept: a session must not fill the log. */
const refusalsKept = 100

/** Notes in the log that a device refuses a policy: once for each device, policy and code. */
export async function keepRefusal(db: Db, { device, digest, code, at, leaf: entry }: KeptRefusal): Promise<void> {
  await db`
    WITH kept AS (
      INSERT INTO policy_refusals (device, digest, code, at)
      SELECT ${device}, ${digest}, ${code}, ${at}
      WHERE (SELECT count(*) FROM policy_refusals WHERE device = ${device}) < ${refusalsKept}
      ON CONFLICT DO NOTHING
      RETURNING digest
    )
    INSERT INTO entries (leaf) SELECT ${entry} FROM kept`
}
