import type { BrowserContext, Page } from 'playwright-core'

/** The processes of a running browser. */
export type Processes = {
  /** Kills the one that the extension's worker runs in, if it runs. */
  readonly killWorker: () => Promise<void>
  readonly killBrowser: () => Promise<void>
}

export async function openProcesses(context: BrowserContext): Promise<Processes> {
  const page = await context.newPage()
  await page.goto('chrome://serviceworker-internals/')
  const session = await context.browser()?.newBrowserCDPSession()
  if (session === undefined) throw new Error('This browser says nothing of its processes.')
  return {
    killWorker: async () => {
      const pid = await workerProcess(page)
      if (pid > 1) kill(pid)
    },
    killBrowser: async () => {
      const { processInfo } = await session.send('SystemInfo.getProcessInfo')
      const closed = context.waitForEvent('close', { timeout: 30_000 })
      for (const { type, id } of processInfo) if (type === 'browser') kill(id)
      await closed
    },
  }
}

async function workerProcess(page: Page): Promise<number> {
  // As it is laid out: label and number stand in elements of their own.
  const [text = ''] = await page.locator('body').allInnerTexts()
  const pids = [...text.matchAll(/Renderer process ID:\s*(\d+)/g)].map(([, pid]) => Number(pid))
  return Math.max(0, ...pids)
}

/** It may have ended by itself. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // Gone already.
  }
}
