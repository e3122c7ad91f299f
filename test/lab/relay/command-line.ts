import { execFile } from 'node:child_process'
import { join } from 'node:path'

/** What a command printed, and how it ended. */
export type Ran = { readonly code: number; readonly stdout: string; readonly stderr: string }

/** The command line’s main file. */
export const program = join(import.meta.dirname, '../../../server/src/cli/main.ts')

/** Runs `countersign` from the source, as a process of its own. */
export function countersign(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ran> {
  return execute(process.execPath, ['--import', 'tsx', program, ...args], {
    env: { ...process.env, ...environment },
  })
}

/** Runs any program. */
export function execute(
  file: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv },
): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(file, args, options, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    )
  })
}
