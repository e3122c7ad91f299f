import { decodeBase64url, encodeBase64url } from '../encoding/base64url.ts'
import { demand } from '../errors.ts'
import type { Digest } from './brands.ts'
import type { BatchPlace } from './evidence.ts'

type Hash = Uint8Array<ArrayBuffer>

/** The RFC 9162 §2.1.1 Merkle root over the digests of a batch's requests, in order. */
export async function batchRoot(digests: readonly Digest[]): Promise<Digest> {
  return asDigest(await treeHash(await leaves(digests)))
}

/** The inclusion path (RFC 9162 §2.1.3.1) of one request in its batch. */
export async function batchPath(digests: readonly Digest[], index: number): Promise<readonly Digest[]> {
  return (await path(await leaves(digests), index)).map(asDigest)
}

/**
 * The root that a request's digest and its place lead to (RFC 9162 §2.1.3.2).
 *
 * @throws {ProtocolError} `batch_path_mismatch` where the path's length does not fit the place
 */
export async function rootFromPath(digest: Digest, { index, count, path }: BatchPlace): Promise<Digest> {
  demand(index < count, 'batch_path_mismatch')
  let [node, last] = [index, count - 1]
  let hash = await leafHash(decodeBase64url(digest))
  for (const sibling of path) {
    demand(last > 0, 'batch_path_mismatch')
    const other = decodeBase64url(sibling)
    if (node % 2 === 1 || node === last) {
      hash = await nodeHash(other, hash)
      while (node % 2 === 0 && node !== 0) [node, last] = [node >> 1, last >> 1]
    } else {
      hash = await nodeHash(hash, other)
    }
    ;[node, last] = [node >> 1, last >> 1]
  }
  demand(last === 0, 'batch_path_mismatch')
  return asDigest(hash)
}

function leaves(digests: readonly Digest[]): Promise<Hash[]> {
  return Promise.all(digests.map((digest) => leafHash(decodeBase64url(digest))))
}

async function treeHash(hashes: readonly Hash[]): Promise<Hash> {
  const [only] = hashes
  if (only === undefined) return hashOf()
  if (hashes.length === 1) return only
  const split = largestPowerBelow(hashes.length)
  return nodeHash(await treeHash(hashes.slice(0, split)), await treeHash(hashes.slice(split)))
}

async function path(hashes: readonly Hash[], index: number): Promise<Hash[]> {
  if (hashes.length <= 1) return []
  const split = largestPowerBelow(hashes.length)
  const [near, far] = [hashes.slice(0, split), hashes.slice(split)]
  if (index < split) return [...(await path(near, index)), await treeHash(far)]
  return [...(await path(far, index - split)), await treeHash(near)]
}

function largestPowerBelow(count: number): number {
  return 2 ** Math.floor(Math.log2(count - 1))
}

function leafHash(leaf: Hash): Promise<Hash> {
  return hashOf(Uint8Array.of(0), leaf)
}

function nodeHash(left: Hash, right: Hash): Promise<Hash> {
  return hashOf(Uint8Array.of(1), left, right)
}

async function hashOf(...parts: readonly Hash[]): Promise<Hash> {
  const joined = await new Blob([...parts]).arrayBuffer()
  return new Uint8Array(await crypto.subtle.digest('SHA-256', joined))
}

/** A SHA-256 in base64url is what the brand stands for. */
function asDigest(hash: Hash): Digest {
  return encodeBase64url(hash) as Digest
}
