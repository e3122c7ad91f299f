import type { Digest, Replacement } from '@countersign/shared/protocol'
import type { JWK } from 'jose'
import type { Db } from '../db/connect.ts'
import { leaf } from '../log/leaf.ts'
import type { LoadedPolicy } from './load.ts'

/** Keeps a policy that came into force, once, and says so in the log. */
export async function keepPolicy(db: Db, loaded: LoadedPolicy, now: number): Promise<void> {
  const { digest, policy, jws, key, replacements } = loaded
  const entry = leaf({ kind: 'policy.loaded', at: now, relay: { policy: digest, version: policy.version } })
  await db`
    WITH kept AS (
      INSERT INTO policies (digest, version, jws, key, replacements, loaded)
      VALUES (${digest}, ${policy.version}, ${jws}, ${db.json(key as never)}, ${db.json(replacements as never)},
              ${now})
      ON CONFLICT (digest) DO NOTHING
      RETURNING digest
    )
    INSERT INTO entries (leaf) SELECT ${entry} FROM kept`
}

/** A policy as it is kept; `key` is null where it was kept before keys were. */
export type KeptPolicy = {
  readonly digest: Digest
  readonly version: number
  readonly jws: string
  readonly key: JWK | null
  readonly replacements: readonly Replacement[]
}

export async function readPolicies(db: Db): Promise<readonly KeptPolicy[]> {
  return db<KeptPolicy[]>`SELECT digest, version, jws, key, replacements FROM policies ORDER BY version`
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
