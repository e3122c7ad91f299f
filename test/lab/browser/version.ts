import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

export type VersionVerdict =
  | { readonly kind: 'usable'; readonly version: string }
  | { readonly kind: 'unusable'; readonly reason: string }

/** Asks the program who it is. */
export async function askVersion(executablePath: string): Promise<VersionVerdict> {
  try {
    const { stdout } = await promisify(execFile)(executablePath, ['--version'], { timeout: 20_000 })
    return judgeVersion(stdout)
  } catch (error) {
    return { kind: 'unusable', reason: `it does not start (${error instanceof Error ? error.message : String(error)})` }
  }
}

/** Branded Chrome has ignored `--load-extension` since 137; Chromium and Chrome for Testing have not. */
export function judgeVersion(versionLine: string): VersionVerdict {
  const version = versionLine.trim()
  if (/^Chromium \d/.test(version) || /^Google Chrome for Testing \d/.test(version)) return { kind: 'usable', version }
  if (/^Google Chrome/.test(version)) return { kind: 'unusable', reason: `${version} does not load extensions` }
  // On Windows the program prints nothing.
  if (version === '') return { kind: 'usable', version: 'unknown version' }
  return { kind: 'unusable', reason: `"${version}" is not Chromium` }
}
