import type { Db } from '../db/connect.ts'
import { leaf } from '../log/leaf.ts'
import type { LoadedPolicy } from './load.ts'

/** Keeps a policy that came into force, once, and says so in the log. */
export async function keepPolicy(db: Db, loaded: LoadedPolicy, now: number): Promise<void> {
  const { digest, policy, jws } = loaded
  const entry = leaf({ kind: 'policy.loaded', at: now, relay: { policy: digest, version: policy.version } })
  await db`
    WITH kept AS (
      INSERT INTO policies (digest, version, jws, loaded)
      VALUES (${digest}, ${policy.version}, ${jws}, ${now})
      ON CONFLICT (digest) DO NOTHING
      RETURNING digest
    )
    INSERT INTO entries (leaf) SELECT ${entry} FROM kept`
}

export async function readPolicies(db: Db): Promise<readonly { digest: string; version: number; jws: string }[]> {
  return db<{ digest: string; version: number; jws: string }[]>`
    SELECT digest, version, jws FROM policies ORDER BY version`
}
