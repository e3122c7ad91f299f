import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import type { Files } from '@countersign/shared/app'

/** Every file under a directory. */
export async function readDirectory(directory: string): Promise<Files> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const files = await Promise.all(
    paths.map(async (path) => [relative(directory, path).split(sep).join('/'), await readFile(path)] as const),
  )
  return new Map(files)
}

/** Writes files under a directory; the directories between are made. */
export async function writeDirectory(directory: string, files: Files): Promise<void> {
  for (const [path, bytes] of files) {
    const file = join(directory, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, bytes)
  }
}

/**
 * Writes what differs over files that are being served: whoever asks gets the one of before or the next one, never a
 * part. The service worker, which names the others, comes last.
 */
export async function exchangeFiles(directory: string, before: Files, after: Files): Promise<void> {
  const changed = [...after].filter(([path, bytes]) => !isEqual(before.get(path), bytes))
  const isLast = ([path]: (typeof changed)[number]) => Number(path === 'sw.js')
  for (const [path, bytes] of changed.sort((one, other) => isLast(one) - isLast(other))) {
    const file = join(directory, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(`${file}.next`, bytes)
    await rename(`${file}.next`, file)
  }
}

function isEqual(one: Uint8Array | undefined, other: Uint8Array): boolean {
  return one !== undefined && Buffer.compare(one, other) === 0
}
