import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { runVisibly } from './run.ts'

/**
 * Tries, until `isThere` says so: Playwright's download; then, for root on Debian, the distribution's package.
 * Ends quietly where neither works: the caller looks again and has the words.
 */
export async function installChromium(
  say: (line: string) => void,
  isThere: () => Promise<boolean>,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  say('Downloading Chromium with Playwright …')
  await runVisibly(process.execPath, [playwrightCli(), 'install', 'chromium', '--no-shell'], say, env)
  if (await isThere()) return
  if (!isRootOnDebian()) return
  say('That did not work. Installing the chromium package with apt-get …')
  const quietly = { ...env, DEBIAN_FRONTEND: 'noninteractive' }
  if (!(await runVisibly('apt-get', ['update'], say, quietly))) return
  await runVisibly('apt-get', ['install', '-y', 'chromium'], say, quietly)
}

function playwrightCli(): string {
  return join(dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')), 'cli.js')
}

function isRootOnDebian(): boolean {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version')
}
