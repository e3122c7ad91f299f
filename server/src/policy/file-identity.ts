import { stat } from 'node:fs/promises'

/** What tells a file that was written from the one before: it differs when content, name or link are others. */
export async function fileIdentity(file: string): Promise<string> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true })
    return [dev, ino, size, mtimeNs, ctimeNs].join(':')
  } catch (error) {
    // Not there, or not to be read: as much a state of the file as any.
    return error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  }
}
