import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
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
