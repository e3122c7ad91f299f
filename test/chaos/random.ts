/** Chance that can be repeated: the same seed and run give the same choices. */
export type Random = {
  /** A whole number, both ends included. */
  readonly between: (least: number, most: number) => number
  readonly chance: (probability: number) => boolean
  readonly pick: <Item>(items: readonly Item[]) => Item
}

export function randomOf(seed: number, run: number): Random {
  const next = mulberry32(scramble(seed, run))
  const between = (least: number, most: number) => least + Math.floor(next() * (most - least + 1))
  return {
    between,
    chance: (probability) => next() < probability,
    pick: (items) => {
      if (items.length === 0) throw new RangeError('Nothing to pick from.')
      // The index lies inside; the item may itself be undefined.
      return items[between(0, items.length - 1)] as (typeof items)[number]
    },
  }
}

/** A small generator that passes the usual tests of randomness; 32 bits of state are plenty for one run's choices. */
function mulberry32(start: number): () => number {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Neighbouring runs must not begin alike. */
function scramble(seed: number, run: number): number {
  return Math.imul(seed ^ Math.imul(run + 1, 0x9e3779b1), 0x85ebca6b)
}
