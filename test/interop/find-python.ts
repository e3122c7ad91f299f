import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'
import { runVisibly } from '../lab/browser/run.ts'

export type FoundPython =
  | { readonly kind: 'found'; readonly executablePath: string; readonly version: string }
  /** `sentence` says what to install. */
  | { readonly kind: 'missing'; readonly sentence: string }

/**
 * Finds a Python that has the package cryptography: `COUNTERSIGN_PYTHON` if set, else on the PATH, else the system's.
 * Where there is none and root on Debian can, installs one, telling its progress through `say`.
 */
export async function findPython(
  say: (line: string) => void,
  env: NodeJS.ProcessEnv = process.env,
): Promise<FoundPython> {
  const chosen = env['COUNTERSIGN_PYTHON'] ?? ''
  const missing = chosen === '' ? MISSING : `COUNTERSIGN_PYTHON is ${chosen}, but that is no ${WANTED}.`
  const candidates = chosen === '' ? ['python3', '/usr/bin/python3'] : [chosen]
  const found = await firstUsable(candidates, env)
  if (found !== undefined) return found
  if (chosen === '' && process.getuid?.() === 0 && existsSync('/etc/debian_version')) await install(say, env)
  return (await firstUsable(candidates, env)) ?? { kind: 'missing', sentence: missing }
}

const WANTED = 'Python 3.11 or newer with the package cryptography'
const MISSING =
  `The second implementation of the protocol needs a ${WANTED}: install it (Debian: apt-get install ` +
  'python3-cryptography; elsewhere: python3 -m pip install cryptography), or set COUNTERSIGN_PYTHON to the path of one.'

async function firstUsable(candidates: readonly string[], env: NodeJS.ProcessEnv): Promise<FoundPython | undefined> {
  for (const executablePath of candidates) {
    const version = await askVersion(executablePath, env)
    if (version !== undefined) return { kind: 'found', executablePath, version }
  }
  return undefined
}

const ASK =
  'import sys, platform; from cryptography.hazmat.primitives.asymmetric import ed25519; ' +
  'assert sys.version_info >= (3, 11); print(platform.python_version())'

/** Undefined where it does not start, is too old, or lacks the package. */
async function askVersion(executablePath: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(executablePath, ['-c', ASK], { env })
    return stdout.trim()
  } catch {
    return undefined
  }
}

async function install(say: (line: string) => void, env: NodeJS.ProcessEnv): Promise<void> {
  say('Installing python3-cryptography with apt-get …')
  const quietly = { ...env, DEBIAN_FRONTEND: 'noninteractive' }
  await runVisibly('apt-get', ['update'], say, quietly)
  await runVisibly('apt-get', ['install', '-y', '--no-install-recommends', 'python3-cryptography'], say, quietly)
}
