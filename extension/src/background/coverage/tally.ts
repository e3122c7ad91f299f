import type { Path } from '../../paths.ts'

/**
 * What became of requests to addresses that rules protect. `passed` and `relaxed` were looked into, and no rule means
 * what they say; where all rules of the address are relaxed, the network would have let them through anyhow.
 */
export type Fate = 'held' | 'released' | 'blocked' | 'passed' | 'relaxed'

/** How often, and when last (milliseconds since the epoch). */
export type Count = Readonly<Record<Fate, number>> & { readonly last: number }

/** By console, then by path. */
export type Tally = Readonly<Record<string, Readonly<Partial<Record<Path, Count>>>>>

export type Sighting = { readonly console: string; readonly path: Path; readonly fate: Fate; readonly at: number }

/** A tally with some more sightings in it. */
export function withSightings(tally: Tally, sightings: readonly Sighting[]): Tally {
  return sightings.reduce(withOne, tally)
}

/** Where nothing was counted yet. */
export const nothing: Count = { held: 0, released: 0, blocked: 0, passed: 0, relaxed: 0, last: 0 }

function withOne(tally: Tally, { console, path, fate, at }: Sighting): Tally {
  const paths = tally[console] ?? {}
  // An earlier version of the extension counted less.
  const before = { ...nothing, ...paths[path] }
  const after = { ...before, [fate]: before[fate] + 1, last: Math.max(before.last, at) }
  return { ...tally, [console]: { ...paths, [path]: after } }
}
