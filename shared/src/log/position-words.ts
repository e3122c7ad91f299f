import { stepsPerDegree } from '../policy/index.ts'
import type { Position } from '../protocol/index.ts'

/** `48.14, 11.58 ± 1 km`: latitude and longitude, as far as they were said, and how far off they may be. */
export function positionWords({ latitude, longitude, accuracy }: Position): string {
  return `${pointWords({ latitude, longitude })} ± ${metresWords(accuracy)}`
}

/** `48.14, 11.58`: latitude and longitude, in degrees. */
export function pointWords({ latitude, longitude }: Pick<Position, 'latitude' | 'longitude'>): string {
  return `${latitude / stepsPerDegree}, ${longitude / stepsPerDegree}`
}

/** `40 m`, `1.2 km`, `650 km`. */
export function metresWords(metres: number): string {
  if (metres < 1_000) return `${metres} m`
  const km = metres / 1_000
  return `${km < 100 ? Math.round(km * 10) / 10 : Math.round(km)} km`
}
