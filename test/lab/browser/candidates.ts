import { accessSync, constants, readFileSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright-core'

/** Where a usable browser may be, best first. Each exists and may be executed. */
export function candidates(env: NodeJS.ProcessEnv): readonly string[] {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  const onPath = ['chromium', 'chromium-browser'].flatMap((name) => folders.map((folder) => join(folder, name)))
  return [...onPath, chromium.executablePath()].filter((file) => isExecutable(file) && !isSnap(file))
}

/** A regular file that this user may execute. */
export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false // not there, or not for us: the question is answered
  }
}

/** Ubuntu's snap may not read a profile in a hidden or temporary directory; its `chromium-browser` is a script. */
export function isSnap(file: string): boolean {
  if (file.startsWith('/snap/')) return true
  return statSync(file).size < 100_000 && readFileSync(file, 'utf8').includes('/snap/bin/')
}
