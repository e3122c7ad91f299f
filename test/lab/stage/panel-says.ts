import type { Frame, Page } from 'playwright-core'
import { readPanel } from './panel.ts'

/**
 * Waits until the panel says something.
 *
 * @throws {Error} with what it says instead, after 15 s
 */
export async function panelSays(page: Page | Frame, words: string): Promise<void> {
  const until = Date.now() + 15_000
  let said = ''
  do {
    said = await readPanel(page)
    if (said.includes(words)) return
  } while (Date.now() < until)
  throw new Error(`The panel never said "${words}". It says: "${said}"`)
}
