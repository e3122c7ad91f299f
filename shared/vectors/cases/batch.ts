import { batchNonce, batchPath, batchRoot, type Digest, rootFromPath, sha256 } from '../../src/protocol/index.ts'
import { salt } from '../example.ts'

type Place = {
  readonly digest: Digest
  readonly index: number
  readonly count: number
  readonly path: readonly Digest[]
}

/** batch.json */
export async function batchVectors() {
  const digests = await Promise.all(Array.from({ length: 8 }, (_, index) => sha256(`request ${index}`)))
  return {
    about:
      '`batches`: root, nonce and every path of a batch of D’s. `elsewhere`: a place that fits its path and leads to another root than `batch_root`. `refused`: a place that its path cannot belong to.',
    batches: await Promise.all([1, 2, 3, 5, 8].map((count) => batchOf(digests.slice(0, count)))),
    elsewhere: await elsewhere(digests),
    refused: (await refused(digests)).map((given) => ({ ...given, expected: 'batch_path_mismatch' })),
  }
}

async function batchOf(digests: readonly Digest[]) {
  const [root, count] = [await batchRoot(digests), digests.length]
  return {
    digests,
    root,
    nonce: { salt, value: await batchNonce({ digest: root, count, reason: undefined, salt }) },
    places: await Promise.all(digests.map((_, index) => placeOf(digests, index))),
  }
}

async function placeOf(digests: readonly Digest[], index: number): Promise<Place> {
  const digest = digests[index]
  if (digest === undefined) throw new Error('the place is in the batch')
  return { digest, index, count: digests.length, path: await batchPath(digests, index) }
}

async function elsewhere(digests: readonly Digest[]) {
  const five = digests.slice(0, 5)
  const [own, last] = [await placeOf(five, 2), await placeOf(five, 4)]
  const changed: readonly { readonly why: string; readonly place: Place }[] = [
    { why: 'another request at the place of this one', place: { ...own, digest: last.digest } },
    { why: 'this request at the place of its neighbour', place: { ...own, index: 3 } },
    { why: 'its path backwards', place: { ...own, path: own.path.toReversed() } },
    { why: 'the path of another place of that length', place: { ...own, path: (await placeOf(five, 0)).path } },
    {
      why: 'the last of five as the second of two',
      place: { ...last, index: 1, count: 2, path: own.path.slice(0, 1) },
    },
  ]
  const batch_root = await batchRoot(five)
  return Promise.all(
    changed.map(async ({ why, place }) => {
      const { digest, index, count, path } = place
      return { why, ...place, batch_root, root: await rootFromPath(digest, { index, count, path: [...path] }) }
    }),
  )
}

async function refused(digests: readonly Digest[]): Promise<readonly ({ readonly why: string } & Place)[]> {
  const five = digests.slice(0, 5)
  const [only, first, own, last] = await Promise.all([
    placeOf(digests.slice(0, 1), 0),
    placeOf(five, 0),
    placeOf(five, 2),
    placeOf(five, 4),
  ])
  return [
    { why: 'a place behind the last', ...own, index: 5 },
    { why: 'a place far behind the last', ...own, index: 900 },
    { why: 'the second of one', ...only, index: 1 },
    { why: 'one step too few', ...own, path: own.path.slice(0, -1) },
    { why: 'one step too many', ...own, path: [...own.path, ...own.path.slice(0, 1)] },
    { why: 'no step at all', ...first, path: [] },
    { why: 'a step in a batch of one', ...only, path: first.path.slice(0, 1) },
    { why: 'a full path where the last of five needs one step', ...last, path: first.path },
    { why: 'the path of a larger batch', ...own, count: 2, index: 1 },
    { why: 'the path of a smaller batch', ...own, count: 9 },
  ]
}
