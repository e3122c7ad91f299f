import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { CommandError } from './command-error.ts'

/** @throws {CommandError} 2 */
export async function readText(file: string): Promise<string> {
  return (await readBytes(file)).toString('utf8')
}

/** @throws {CommandError} 2 */
export async function readBytes(file: string): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch (cause) {
    throw new CommandError(`${file} cannot be read (${codeOf(cause)}).`, 2, { cause })
  }
}

/**
 * Writes a file that was not there before; what is there stays as it is.
 *
 * @param mode of the new file, from its first byte on
 * @throws {CommandError} 2
 */
export async function writeNew(file: string, text: string, mode: number): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text, { flag: 'wx', mode })
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST')
      throw new CommandError(`${file} exists already, and is left as it is.`, 2, { cause })
    throw new CommandError(`${file} cannot be written (${codeOf(cause)}).`, 2, { cause })
  }
}

/** @throws {CommandError} 2 */
export async function writeOver(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text)
  } catch (cause) {
    throw new CommandError(`${file} cannot be written (${codeOf(cause)}).`, 2, { cause })
  }
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
}
