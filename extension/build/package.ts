import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { digestOfAll, digestOfBytes, digestsOf, type Files } from '@countersign/shared/app'
import { zipSync } from 'fflate'

/** A packed build: one digest for its files (as for the phone app), and that of the file itself. */
export type Packed = { readonly files: number; readonly digest: string; readonly packageDigest: string }

/**
 * Packs a build into one file, byte for byte the same from the same build: files in the order of their paths, all with
 * the same time.
 */
export async function packBuild(directory: string, file: string): Promise<Packed> {
  const files = await readFiles(directory)
  const sorted = [...files].sort(([one], [other]) => (one < other ? -1 : 1))
  const bytes = zipSync(Object.fromEntries(sorted), { level: 9, mtime: epoch, os: 3 })
  await writeFile(file, bytes)
  return { files: files.size, digest: digestOfAll(digestsOf(files)), packageDigest: digestOfBytes(bytes) }
}

/** The first moment that the format can say; it is written in local time, and so is read as such. */
const epoch = new Date(1980, 0, 1)

async function readFiles(directory: string): Promise<Files> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const files = await Promise.all(
    paths.map(async (path) => [relative(directory, path).split(sep).join('/'), await readFile(path)] as const),
  )
  return new Map(files)
}
