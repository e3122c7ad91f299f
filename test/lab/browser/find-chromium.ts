import { candidates, isExecutable } from './candidates.ts'
import { installChromium } from './install-chromium.ts'
import { askVersion } from './version.ts'

export type FoundChromium =
  | { readonly kind: 'found'; readonly executablePath: string; readonly version: string }
  /** `sentence` says what to install. */
  | { readonly kind: 'missing'; readonly sentence: string }

/**
 * Finds Chromium or Chrome for Testing: `COUNTERSIGN_CHROMIUM` if set, else on the PATH, else where Playwright keeps
 * its own. Where there is none, installs one, telling its progress through `say`.
 */
export async function findChromium(
  say: (line: string) => void,
  env: NodeJS.ProcessEnv = process.env,
): Promise<FoundChromium> {
  const chosen = env['COUNTERSIGN_CHROMIUM'] ?? ''
  if (chosen !== '') return judgeChosen(chosen)
  const found = await firstUsable(env)
  if (found !== undefined) return found
  say('No Chromium was found. Getting one; this takes a minute or two.')
  await installChromium(say, async () => (await firstUsable(env)) !== undefined, env)
  return (await firstUsable(env)) ?? { kind: 'missing', sentence: MISSING }
}

const MISSING =
  'No Chromium could be found or downloaded: install Chromium (Debian: apt-get install chromium; elsewhere: ' +
  'npx playwright install chromium), or set COUNTERSIGN_CHROMIUM to the path of a Chromium or Chrome for Testing.'

async function judgeChosen(executablePath: string): Promise<FoundChromium> {
  if (!isExecutable(executablePath)) {
    return { kind: 'missing', sentence: `COUNTERSIGN_CHROMIUM is ${executablePath}, which is not an executable file.` }
  }
  const verdict = await askVersion(executablePath)
  if (verdict.kind === 'usable') return { kind: 'found', executablePath, version: verdict.version }
  return { kind: 'missing', sentence: `COUNTERSIGN_CHROMIUM is ${executablePath}, but ${verdict.reason}.` }
}

async function firstUsable(env: NodeJS.ProcessEnv): Promise<FoundChromium | undefined> {
  for (const executablePath of candidates(env)) {
    const verdict = await askVersion(executablePath)
    if (verdict.kind === 'usable') return { kind: 'found', executablePath, version: verdict.version }
  }
  return undefined
}
