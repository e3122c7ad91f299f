import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { aptInstall, isRootOnDebian } from './debian.ts'
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
  say('That did not work.')
  await aptInstall('chromium', say, env)
}

function playwrightCli(): string {
  return join(dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')), 'cli.js')
}
