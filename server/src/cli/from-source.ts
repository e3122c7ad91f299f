import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { CommandError } from './command-error.ts'

const root = join(import.meta.dirname, '../../..')

/**
 * Runs a build script of the source tree; packages do not import one another.
 *
 * @param script from the root of the tree
 * @returns what it printed
 * @throws {CommandError} 2
 */
export async function runFromSource(script: string, args: readonly string[]): Promise<string> {
  const path = join(root, script)
  if (!existsSync(path)) throw new CommandError(`There is no source here to build from (${script}).`, 2)
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', path, ...args])
    return stdout
  } catch (cause) {
    throw new CommandError(`${script} failed.`, 2, { cause })
  }
}

/** A directory of the source tree. */
export function sourceDirectory(path: string): string {
  return join(root, path)
}
