import type { Page } from 'playwright-core'
import { findChromium } from '../../lab/browser/find-chromium.ts'
import { readPanel } from '../../lab/stage/panel.ts'
import { type RequesterBrowser, signInFromPopup, startRequester } from '../../lab/stage/requester.ts'
import { plainHost } from '../site.ts'
import type { Column, MatrixBrowser, MatrixPage } from './browser.ts'

/** The browser's command line by which it finds the console's other name on loopback. */
export const resolving = [`--host-resolver-rules=MAP ${plainHost} 127.0.0.1`]

/** Chromium as a developer has it, with an unpacked extension. */
export const chromium: Column = {
  name: 'chromium',
  redirects: [],
  start: async (world, directory) => {
    const found = await findChromium(() => {})
    if (found.kind !== 'found') throw new Error(found.sentence)
    const { executablePath } = found
    const requester = await startRequester(world, { executablePath, directory, args: resolving })
    await signInFromPopup(requester, 'requester')
    return pagesOf(requester)
  },
}

/** The same for every browser that Playwright drives. */
export function pagesOf({ context, close }: RequesterBrowser): MatrixBrowser {
  return {
    open: async (url: string) => {
      const page = await context.newPage()
      await page.goto(url)
      return matrixPage(page)
    },
    close,
  }
}

function matrixPage(page: Page): MatrixPage {
  const opened: Page[] = []
  page.on('popup', (other) => opened.push(other))
  return {
    // Playwright's own types unwrap handles, of which the matrix has none.
    run: (act, argument) => page.evaluate(act as never, argument as never),
    click: (selector) => page.click(selector),
    panel: () =>
      page.url().startsWith('chrome-extension:') ? page.evaluate(() => document.body.textContent) : readPanel(page),
    close: async () => {
      // Closing one that is on its way elsewhere may never end; the browser's own end closes it then.
      const closed = Promise.all([page, ...opened].map((each) => each.close()))
      await Promise.race([closed, new Promise((done) => setTimeout(done, 5_000).unref())])
    },
  }
}
