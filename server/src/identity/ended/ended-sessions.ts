import type { Db } from '../../db/connect.ts'
import { Refusal } from '../../refusal.ts'
import { type EndableSession, isEndedBy, placeOf, placesOf } from './session-end.ts'
import { forgetEnds, readEnds, type StoredEnd } from './store.ts'

/** The sessions that identity providers have ended, as this node knows them: no call waits for the database. */
export type EndedSessions = {
  /** Takes in what was ended since the last refresh, on this node and on others. */
  readonly refresh: () => Promise<void>
  readonly has: (session: EndableSession) => boolean
  /**
   * The same, after a look at what other nodes have just written.
   *
   * @throws {Refusal} `session_ended`
   */
  readonly demandOpen: (session: EndableSession) => Promise<void>
  /** Hears that there is more, until the returned function is called. */
  readonly listen: (hear: () => void) => () => void
  /** Forgets what can concern nobody any more. */
  readonly forgetOld: () => Promise<void>
}

/** An ID token opens sessions for a day at most (`ask_max_age`), and those live for a quarter of an hour. */
const kept = 25 * 3_600_000

export function makeEndedSessions(db: Db, now: () => number): EndedSessions {
  const known = new Map<string, Map<number, StoredEnd>>()
  const listeners = new Set<() => void>()
  let from = 0

  /** Whether it is new: a reading overlaps with the one before. */
  function add(end: StoredEnd): boolean {
    const here = known.get(placeOf(end)) ?? new Map<number, StoredEnd>()
    if (here.has(end.id)) return false
    known.set(placeOf(end), here.set(end.id, end))
    return true
  }

  async function refresh(): Promise<void> {
    const { ends, next } = await readEnds(db, from)
    from = Math.max(from, next)
    const added = ends.filter(add)
    if (added.length > 0) for (const hear of listeners) hear()
  }

  function has(session: EndableSession): boolean {
    return placesOf(session).some((place) =>
      [...(known.get(place)?.values() ?? [])].some((end) => isEndedBy(end, session)),
    )
  }

  return {
    refresh,
    has,
    demandOpen: async (session) => {
      await refresh()
      if (has(session)) throw new Refusal('session_ended')
    },
    listen: (hear) => {
      listeners.add(hear)
      return () => listeners.delete(hear)
    },
    forgetOld: async () => {
      const before = now() - kept
      await forgetEnds(db, before)
      for (const [place, ends] of known) {
        for (const { id, at } of ends.values()) if (at < before) ends.delete(id)
        if (ends.size === 0) known.delete(place)
      }
    },
  }
}
