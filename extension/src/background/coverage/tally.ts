import type { Path } from '../../paths.ts'

/** What became of requests that a rule protects. */
export type Fate = 'held' | 'released' | 'blocked'

/** How often, and when last (milliseconds since the epoch). */
export type Count = Readonly<Record<Fate, number>> & { readonly last: number }

/** By console, then by path. */
export type Tally = Readonly<Record<string, Readonly<Partial<Record<Path, Count>>>>>

export type Sighting = { readonly console: string; readonly path: Path; readonly fate: Fate; readonly at: number }

/** A tally with some more sightings in it. */
export function withSightings(tally: Tally, sightings: readonly Sighting[]): Tally {
  return sightings.reduce(withOne, tally)
}

function withOne(tally: Tally, { console, path, fate, at }: Sighting): Tally {
  const paths = tally[console] ?? {}
  const before = paths[path] ?? { held: 0, released: 0, blocked: 0, last: 0 }
  const after = { ...before, [fate]: before[fate] + 1, last: Math.max(before.last, at) }
  return { ...tally, [console]: { ...paths, [path]: after } }
}
