import { execFile } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { isExecutable, isSnap } from './candidates.ts'
import { aptInstall, isRootOnDebian } from './debian.ts'

export type FoundFirefox =
  | { readonly kind: 'found'; readonly executablePath: string; readonly version: string }
  /** Where it could have been installed, to be without it is a fault; elsewhere what needs it is left out. */
  | { readonly kind: 'missing'; readonly sentence: string; readonly isFault: boolean }

/** The first version that the extension is made for. */
const least = 153

/**
 * Finds Firefox: `COUNTERSIGN_FIREFOX` if set, else on the PATH. Where there is none, root on Debian gets the
 * distribution's, with its progress told through `say`.
 */
export async function findFirefox(
  say: (line: string) => void,
  env: NodeJS.ProcessEnv = process.env,
): Promise<FoundFirefox> {
  const chosen = env['COUNTERSIGN_FIREFOX'] ?? ''
  if (chosen !== '') return (await firstUsable([chosen])) ?? fault(`COUNTERSIGN_FIREFOX is ${chosen}, which is ${no}.`)
  const found = await firstUsable(candidates(env))
  if (found !== undefined) return found
  if (!isRootOnDebian()) return { kind: 'missing', sentence: missing, isFault: false }
  say('No Firefox was found. Getting one; this takes a minute or two.')
  await aptInstall('firefox-esr', say, env)
  return (await firstUsable(candidates(env))) ?? fault(missing)
}

const no = `no Firefox ${least} or later`
const missing =
  `There is ${no}, so what needs it is left out: install Firefox (Debian: apt-get install firefox-esr), ` +
  'or set COUNTERSIGN_FIREFOX to its path.'

function fault(sentence: string): FoundFirefox {
  return { kind: 'missing', sentence, isFault: true }
}

function candidates(env: NodeJS.ProcessEnv): readonly string[] {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  return ['firefox-esr', 'firefox'].flatMap((name) => folders.map((folder) => join(folder, name)))
}

async function firstUsable(files: readonly string[]): Promise<FoundFirefox | undefined> {
  for (const executablePath of files) {
    if (!isExecutable(executablePath) || isSnap(executablePath)) continue
    const version = await askVersion(executablePath)
    if (version !== undefined) return { kind: 'found', executablePath, version }
  }
  return undefined
}

async function askVersion(executablePath: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(executablePath, ['--version'], { timeout: 20_000 })
    return usableVersion(stdout)
  } catch {
    return undefined // it does not start: the question is answered
  }
}

/** The version in what Firefox says of itself, if it is late enough. */
export function usableVersion(line: string): string | undefined {
  const [, version, major] = /Firefox ((\d+)[\w.]*)/.exec(line) ?? []
  return Number(major) >= least ? version : undefined
}
