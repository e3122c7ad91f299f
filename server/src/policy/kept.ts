import type { Policy } from '@countersign/shared/policy'
import type { Db } from '../db/connect.ts'
import { reopen } from './reopen.ts'
import { readPolicies } from './store.ts'

/**
 * Every policy that has been in force, by its digest, the newest last; without those in a form that nobody reads any more.
 * By which key they count is for the relay to say.
 */
export async function keptPolicies(db: Db): Promise<ReadonlyMap<string, Policy>> {
  const kept = await readPolicies(db, [])
  return new Map(kept.flatMap((one) => reopen(one, {}) ?? []).map(({ policy, digest }) => [digest, policy]))
}
