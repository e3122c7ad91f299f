import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fillParts } from './fill-parts.ts'

const total = (filled: readonly number[]) => filled.reduce((sum, count) => sum + count, 0)
const pairs = (given: readonly (readonly [number, number])[]) => (one: number, other: number) =>
  given.some(([a, b]) => (a === one && b === other) || (a === other && b === one))
const none = () => false

test('who fits two parts is counted where they are needed, wherever they stand', () => {
  const both = { parts: [0, 1] }
  expect(fillParts([1, 1], [both, { parts: [0] }], none)).toEqual([1, 1])
  expect(fillParts([1, 1], [{ parts: [0] }, both], none)).toEqual([1, 1])
  expect(fillParts([1, 1], [both, { parts: [1] }], none)).toEqual([1, 1])
  expect(fillParts([1, 1], [both], none)).toEqual([1, 0])
})

test('one person in two accounts counts once, for what either of them fits', () => {
  const accounts = [{ parts: [0] }, { parts: [1] }]
  expect(total(fillParts([1, 1], accounts, pairs([[0, 1]])))).toBe(1)
  expect(fillParts([1, 1], [...accounts, { parts: [0] }], pairs([[0, 1]]))).toEqual([1, 1])
})

test('one who cannot be told apart from two others does not stand in their way', () => {
  const three = [{ parts: [0] }, { parts: [0] }, { parts: [0] }]
  const middle = pairs([
    [0, 1],
    [1, 2],
  ])
  expect(fillParts([2], three, middle)).toEqual([2])
  expect(fillParts([3], three, middle)).toEqual([2])
})

test('no more are counted than a part has places, and nobody who fits none', () => {
  expect(fillParts([1], [{ parts: [0] }, { parts: [0] }, { parts: [] }, { parts: [7] }], none)).toEqual([1])
  expect(fillParts([2, 2], [], none)).toEqual([0, 0])
})

test('it counts as many as trying every assignment of every person does', () => {
  fc.assert(
    fc.property(crowd(), ({ sizes, people, conflicts }) => {
      const inConflict = pairs(conflicts)
      const filled = fillParts(sizes, people, inConflict)
      expect(total(filled)).toBe(bruteForce(sizes, people, inConflict))
      expect(filled.every((count, part) => count <= (sizes[part] ?? 0))).toBe(true)
    }),
    { numRuns: 2_000 },
  )
})

test('twenty people in each other’s way in any manner are counted in full', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(19), fc.nat(19)), { minLength: 10, maxLength: 60 }),
      fc.array(fc.subarray([0, 1, 2]), { minLength: 20, maxLength: 20 }),
      (conflicts, parts) => {
        const inConflict = pairs(conflicts.filter(([one, other]) => one !== other))
        const people = parts.map((fits) => ({ parts: fits }))
        expect(total(fillParts([6, 7, 7], people, inConflict))).toBe(bestChoice([6, 7, 7], people, inConflict))
      },
    ),
    { numRuns: 60 },
  )
})

test('a hundred who were made up to be hard to choose from are counted before the test’s time is over', () => {
  const people = Array.from({ length: 100 }, (_, index) => ({ parts: [index % 3] }))
  const filled = fillParts([7, 7, 6], people, (one, other) => (one * other + one + other) % 7 < 5)
  expect(total(filled)).toBeGreaterThan(1)
})

function crowd() {
  return fc.record({
    sizes: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 }),
    people: fc.array(fc.record({ parts: fc.subarray([0, 1, 2]) }), { maxLength: 6 }),
    conflicts: fc
      .array(fc.tuple(fc.nat(5), fc.nat(5)), { maxLength: 8 })
      .map((all) => all.filter(([one, other]) => one !== other)),
  })
}

type People = readonly { readonly parts: readonly number[] }[]
type InConflict = (one: number, other: number) => boolean

/** Every way of giving each person a part that they fit, or none. */
function bruteForce(sizes: readonly number[], people: People, inConflict: InConflict): number {
  const go = (index: number, given: readonly (readonly [number, number])[]): number => {
    const person = people[index]
    if (person === undefined) return given.length
    const placed = person.parts
      .filter((part) => given.filter(([, taken]) => taken === part).length < (sizes[part] ?? 0))
      .filter(() => given.every(([other]) => !inConflict(other, index)))
      .map((part) => go(index + 1, [...given, [index, part]]))
    return Math.max(go(index + 1, given), ...placed)
  }
  return go(0, [])
}

/** Every choice of people without conflict, each as far as Hall’s theorem lets it be seated. */
function bestChoice(sizes: readonly number[], people: People, inConflict: InConflict): number {
  let best = 0
  const subsets = Array.from({ length: 2 ** sizes.length }, (_, bits) => bits)
  // Of the chosen, by the set of parts that they fit.
  const go = (index: number, chosen: readonly number[], counts: readonly number[]): void => {
    const person = people[index]
    if (person === undefined) {
      best = Math.max(best, seats(counts))
      return
    }
    if (chosen.length + people.length - index <= best) return
    if (chosen.every((other) => !inConflict(other, index))) {
      const bits = person.parts.reduce((sum, part) => sum | (1 << part), 0)
      go(
        index + 1,
        [...chosen, index],
        counts.map((count, kind) => (kind === bits ? count + 1 : count)),
      )
    }
    go(index + 1, chosen, counts)
  }
  // Hall: a set of parts takes no more than its places, beside all who fit a part outside of it.
  const seats = (counts: readonly number[]) =>
    Math.min(
      ...subsets.map((set) => {
        const places = sizes.reduce((sum, size, part) => sum + ((set >> part) & 1) * size, 0)
        return places + counts.reduce((sum, count, bits) => sum + ((bits & ~set) === 0 ? 0 : count), 0)
      }),
    )
  go(
    0,
    [],
    subsets.map(() => 0),
  )
  return best
}
