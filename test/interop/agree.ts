import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { findPython } from './find-python.ts'

export type Agreement = {
  readonly exitCode: number
  readonly agree: number
  readonly disagree: number
  readonly files: readonly {
    readonly file: string
    readonly agree: number
    readonly disagreements: readonly { readonly why: string; readonly expected: unknown; readonly got: unknown }[]
  }[]
}

/** Runs the second implementation over a folder of vectors. */
export async function agreeOn(folder: string): Promise<Agreement> {
  const python = await findPython((line) => console.log(line))
  if (python.kind === 'missing') throw new Error(python.sentence)
  const script = join(import.meta.dirname, 'agree.py')
  const child = spawn(python.executablePath, ['-B', script, '--json', folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? -1))
  })
  const report = await text(child.stdout)
  return { exitCode: await ended, ...JSON.parse(report) }
}
