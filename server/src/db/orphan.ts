import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/**
 * Ends a postmaster that outlived a killed relay: it still holds the data directory, which its pid file names.
 * PostgreSQL documents SIGINT as "fast shutdown".
 */
export async function endOrphan(data: string, say: (line: string) => void): Promise<void> {
  const file = join(data, 'postmaster.pid')
  const pid = await pidIn(file)
  if (pid === undefined) return
  if (await holds(pid, data)) {
    say('Ending the database of an earlier run that was killed')
    process.kill(pid, 'SIGINT')
    await gone(pid)
  }
  await rm(file, { force: true })
}

async function pidIn(file: string): Promise<number | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '')
  const pid = Number.parseInt(text, 10)
  return Number.isInteger(pid) && pid > 1 ? pid : undefined
}

/** A process id is used again by others: only a process that was started with this directory is ended. */
async function holds(pid: number, data: string): Promise<boolean> {
  if (!isAlive(pid)) return false
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => data)
  return commandLine.includes(data)
}

async function gone(pid: number): Promise<void> {
  for (let waited = 0; isAlive(pid); waited += 50) {
    if (waited > 10_000) process.kill(pid, 'SIGQUIT')
    if (waited > 15_000) throw new Error(`The database process ${pid} of an earlier run does not end; end it by hand.`)
    await pause(50)
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
