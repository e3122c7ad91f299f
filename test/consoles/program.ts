import { spawn } from 'node:child_process'

/** A console's process. */
export type RunningProgram = {
  /** All lines that it has printed. */
  readonly lines: () => readonly string[]
  readonly close: () => Promise<void>
}

type Program = {
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** An address that answers once it runs. */
  readonly answers: string
}

/**
 * Starts a Node program and waits until it answers.
 *
 * @throws {Error} with what it printed, when it ends before that
 */
export async function startProgram({ args, env = {}, answers }: Program): Promise<RunningProgram> {
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  const hear = (chunk: unknown) => {
    printed += String(chunk)
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null
  const close = async () => {
    if (!hasEnded()) child.kill('SIGTERM')
    await ended
  }
  while (!(await isAnswering(answers))) {
    if (hasEnded()) throw new Error(`${args.join(' ')} ended:\n${printed}`)
  }
  return { lines: () => printed.split('\n'), close }
}

async function isAnswering(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok
  } catch {
    // Not listening yet. The next question comes after a moment, so that the program gets the processor.
    await new Promise((resolve) => setTimeout(resolve, 50))
    return false
  }
}
