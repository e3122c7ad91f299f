import { spawn } from 'node:child_process'
import { stripVTControlCharacters } from 'node:util'

/**
 * Runs a long command and lets a person see that it is alive: its output line by line through `say` (no line twice,
 * no stack traces), and a line every ten seconds when it is silent. Resolves with whether it succeeded.
 */
export function runVisibly(
  command: string,
  args: readonly string[],
  say: (line: string) => void,
  env: NodeJS.ProcessEnv = process.env,
): Promise<boolean> {
  return new Promise((resolve) => {
    const started = Date.now()
    let spoke = started
    const said = new Set<string>()
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env })
    const tick = setInterval(() => {
      if (Date.now() - spoke < SILENCE) return
      spoke = Date.now()
      say(`still running, ${Math.round((spoke - started) / 1000)} s`)
    }, 1000)
    const hear = (chunk: unknown) => {
      // A progress bar rewrites its line with carriage returns.
      for (const line of stripVTControlCharacters(String(chunk)).split(/[\r\n]+/)) {
        if (!/^[^\s}]/.test(line) || said.has(line)) continue
        said.add(line)
        spoke = Date.now()
        say(line.trimEnd())
      }
    }
    const done = (succeeded: boolean) => {
      clearInterval(tick)
      resolve(succeeded)
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('error', (error) => {
      say(`${command}: ${error.message}`)
      done(false)
    })
    child.once('close', (code) => done(code === 0))
  })
}

const SILENCE = 10_000
