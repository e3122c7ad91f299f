import { endOfDay, startOfDay } from './day.ts'
import type { Policy } from './schema.ts'
import type { PolicySource } from './source.ts'

/** Days as moments, so that nobody who verifies has to know of zones. */
export function compileDelegates({ delegates = [] }: PolicySource): Pick<Policy, 'delegates'> {
  if (delegates.length === 0) return {}
  return {
    delegates: delegates.map(({ from, to, since, until, zone }) => ({
      from,
      to,
      since: startOfDay(since, zone),
      until: endOfDay(until, zone),
    })),
  }
}
