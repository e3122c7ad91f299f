import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { refusalOf } from '../../vectors/refusal.ts'
import { batchPath, batchRoot, rootFromPath } from './batch.ts'
import type { Digest } from './brands.ts'
import { sha256 } from './digest.ts'

const digests = await Promise.all(Array.from({ length: 40 }, (_, index) => sha256(`request ${index}`)))

const leaf = (digest: Digest | undefined) => hash(Buffer.of(0), Buffer.from(digest ?? '', 'base64url'))
const node = (left: Buffer, right: Buffer) => hash(Buffer.of(1), left, right)
const hash = (...parts: Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest()

/** RFC 9162 §2.1.1 drawn out by hand: which leaves stand under which node. */
type Shape = number | readonly [Shape, Shape]
const shapes: readonly Shape[] = [
  0,
  [0, 1],
  [[0, 1], 2],
  [
    [0, 1],
    [2, 3],
  ],
  [
    [
      [0, 1],
      [2, 3],
    ],
    4,
  ],
  [
    [
      [0, 1],
      [2, 3],
    ],
    [4, 5],
  ],
  [
    [
      [0, 1],
      [2, 3],
    ],
    [[4, 5], 6],
  ],
  [
    [
      [0, 1],
      [2, 3],
    ],
    [
      [4, 5],
      [6, 7],
    ],
  ],
  [
    [
      [
        [0, 1],
        [2, 3],
      ],
      [
        [4, 5],
        [6, 7],
      ],
    ],
    8,
  ],
]
const drawn = (shape: Shape): Buffer =>
  typeof shape === 'number' ? leaf(digests[shape]) : node(drawn(shape[0]), drawn(shape[1]))

describe('the root of a batch', () => {
  test.each(shapes.map((shape, index) => [index + 1, shape] as const))(
    'of %i has the shape of RFC 9162',
    async (count, shape) => {
      expect(await batchRoot(digests.slice(0, count))).toBe(drawn(shape).toString('base64url'))
    },
  )

  test('of one request is not the digest of that request', async () => {
    const [only = await sha256('')] = digests
    expect(await batchRoot([only])).not.toBe(only)
  })
})

describe('the path of a request', () => {
  const place = fc
    .integer({ min: 1, max: digests.length })
    .chain((count) => fc.tuple(fc.constant(count), fc.nat({ max: count - 1 })))

  test('leads to the root, from every place in every batch', async () => {
    await fc.assert(
      fc.asyncProperty(place, async ([count, index]) => {
        const batch = digests.slice(0, count)
        const path = [...(await batchPath(batch, index))]
        expect(await rootFromPath(batch[index] ?? (await sha256('')), { index, count, path })).toBe(
          await batchRoot(batch),
        )
      }),
      { numRuns: 60 },
    )
  })

  test('leads elsewhere, or nowhere, for another request, place or count', async () => {
    const batch = digests.slice(0, 7)
    const root = await batchRoot(batch)
    const path = [...(await batchPath(batch, 3))]
    const [, , , own, other] = batch
    const reached = async (digest: Digest | undefined, index: number, count: number, steps: Digest[]) => {
      const found = { root: '' }
      const refused = await refusalOf(async () => {
        found.root = await rootFromPath(digest ?? (await sha256('')), { index, count, path: steps })
      })
      return refused === 'accepted' && found.root === root
    }
    expect(await reached(own, 3, 7, path)).toBe(true)
    expect(await reached(other, 3, 7, path)).toBe(false)
    expect(await reached(own, 2, 7, path)).toBe(false)
    expect(await reached(own, 3, 7, path.toReversed())).toBe(false)
  })

  test.each([
    ['too short', 3, 7, -1],
    ['too long', 3, 7, 1],
    ['beside its batch', 7, 7, 0],
    ['of a batch of one, but with a step', 0, 1, 0],
  ])('is refused when it is %s', async (_, index, count, change) => {
    const path = [...(await batchPath(digests.slice(0, 7), 3))]
    const steps = change < 0 ? path.slice(0, change) : [...path, ...path.slice(0, change)]
    const digest = await sha256('any')
    expect(await refusalOf(() => rootFromPath(digest, { index, count, path: steps }))).toBe('batch_path_mismatch')
  })
})
