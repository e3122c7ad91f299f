import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { reachableDirectory } from './reachable.ts'

/**
 * The database of a relay that runs its own, for an operator's tool beside it: its port stands in the postmaster's pid
 * file (PostgreSQL: one fact a line, the fourth is the port). Undefined where none runs.
 */
export async function runningEmbedded(wanted: string): Promise<string | undefined> {
  const directory = await reachableDirectory(wanted)
  try {
    const [pid = '', , , port = ''] = (await readFile(join(directory, 'data/postmaster.pid'), 'utf8')).split('\n')
    const password = await readFile(join(directory, 'password'), 'utf8')
    process.kill(Number(pid), 0)
    return `postgres://countersign:${password}@127.0.0.1:${Number(port)}/countersign`
  } catch {
    // No file, or a process that is gone: nothing runs.
    return undefined
  }
}
