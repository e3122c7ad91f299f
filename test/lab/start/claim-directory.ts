import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** One demo at a time: two would fight over the database. A demo that was killed does not count. */
export function claimDirectory(directory: string): void {
  mkdirSync(directory, { recursive: true })
  const file = join(directory, 'pid')
  const other = Number(readText(file))
  if (other > 1 && other !== process.pid && isDemo(other)) {
    console.error(`The demo is already running (process ${other}). End it with Ctrl-C, or: kill ${other}`)
    process.exit(1)
  }
  writeFileSync(file, String(process.pid))
}

/** Process ids are used again: on Linux the command line tells whether it is one of us. */
function isDemo(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  const commandLine = readText(`/proc/${pid}/cmdline`)
  return commandLine === '' || commandLine.includes('lab/start/main.ts')
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // Not there: nobody has claimed it, or this is not Linux.
    return ''
  }
}
