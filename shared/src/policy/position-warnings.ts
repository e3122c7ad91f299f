import type { PolicyFault } from './fault.ts'
import type { PolicySource } from './source.ts'

/** Circles that say less than they seem to: whoever is far outside may be taken for inside. */
export function positionWarnings(
  { position }: PolicySource['rules'][number],
  path: PolicyFault['path'],
): PolicyFault[] {
  if (position?.within === undefined) return []
  const { within, accuracy } = position
  const least = Math.min(...within.map(({ km }) => km))
  if (accuracy === undefined) {
    const message = `takes a position however uncertain it is, and says within ${least} km: say how many metres it may be wrong by (accuracy)`
    return [{ path, message }]
  }
  if (accuracy <= least * 1_000) return []
  const message = `may be wrong by ${accuracy} m, and the circle reaches ${least} km: somebody outside may count as inside`
  return [{ path: [...path, 'accuracy'], message }]
}
