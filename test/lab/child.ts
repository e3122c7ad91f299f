import { type ChildProcess, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'

/** A server in a process of its own, so that the load does not share its event loop. */
export type Child = {
  /** The first line that the process printed with the wanted words in it. */
  readonly ready: string
  /** Resident memory in bytes. */
  readonly memory: () => Promise<number>
  readonly close: () => Promise<void>
}

export async function startChild(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  words: string,
): Promise<Child> {
  const child = spawn(process.execPath, ['--import', 'tsx', ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ready = await firstLine(child, words)
  return {
    ready,
    memory: async () => {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8')
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024
    },
    close: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve())
        child.kill('SIGTERM')
      }),
  }
}

function firstLine(child: ChildProcess, words: string): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`It ended with ${code} before it was ready.`)))
    if (child.stdout === null) return reject(new Error('It has no output.'))
    createInterface({ input: child.stdout }).on('line', (text) => {
      if (text.includes(words)) resolve(text)
    })
  })
}
