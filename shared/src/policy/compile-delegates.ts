import { begins, ends } from './delegate-source.ts'
import type { Policy } from './schema.ts'
import type { PolicySource } from './source.ts'

/** Days as moments, so that nobody who verifies has to know of zones. */
export function compileDelegates({ delegates = [] }: PolicySource): Pick<Policy, 'delegates'> {
  if (delegates.length === 0) return {}
  return {
    delegates: delegates.map((delegate) => ({
      from: delegate.from,
      to: delegate.to,
      since: begins(delegate),
      until: ends(delegate),
    })),
  }
}
