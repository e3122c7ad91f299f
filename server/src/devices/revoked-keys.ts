import type { Db } from '../db/connect.ts'
import { Refusal } from '../refusal.ts'
import { readRevoked } from './key-store.ts'

/** The keys that were revoked, as this node knows them: no call waits for the database. */
export type RevokedKeys = {
  /** Takes in what was revoked since the last refresh, on this node, on others, and by operators. */
  readonly refresh: () => Promise<void>
  readonly has: (jkt: string) => boolean
  /**
   * The same, after a look at what has just been written elsewhere.
   *
   * @throws {Refusal} `device_revoked`
   */
  readonly demandGood: (jkt: string) => Promise<void>
  /** Hears that there is more, until the returned function is called. */
  readonly listen: (hear: () => void) => () => void
}

export function makeRevokedKeys(db: Db): RevokedKeys {
  const known = new Set<string>()
  const listeners = new Set<() => void>()
  let from = 0

  async function refresh(): Promise<void> {
    const { keys, next } = await readRevoked(db, from)
    from = Math.max(from, next)
    const before = known.size
    for (const key of keys) known.add(key)
    if (known.size > before) for (const hear of listeners) hear()
  }

  return {
    refresh,
    has: (jkt) => known.has(jkt),
    demandGood: async (jkt) => {
      await refresh()
      if (known.has(jkt)) throw new Refusal('device_revoked')
    },
    listen: (hear) => {
      listeners.add(hear)
      return () => listeners.delete(hear)
    },
  }
}
