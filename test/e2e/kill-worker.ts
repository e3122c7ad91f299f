import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { RequesterBrowser } from '../lab/stage/requester.ts'

/** Kills the process of the extension's worker, as a crash does. The next event starts a new one. */
export async function killWorker({ context }: RequesterBrowser): Promise<void> {
  const page = await context.newPage()
  await page.goto('chrome://serviceworker-internals/')
  await expect.poll(() => processId(page)).toBeGreaterThan(1)
  const pid = await processId(page)
  process.kill(pid, 'SIGKILL')
  await expect.poll(() => processId(page)).not.toBe(pid)
  await page.close()
}

async function processId(page: Page): Promise<number> {
  // As it is laid out: label and number stand in elements of their own.
  const [text = ''] = await page.locator('body').allInnerTexts()
  return Number(/Renderer process ID: (\d+)/.exec(text)?.[1] ?? 0)
}
