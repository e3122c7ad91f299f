import { findFirefox } from '../../lab/browser/find-firefox.ts'
import type { FirefoxPage } from '../../lab/browser/firefox-page.ts'
import { readFirefoxPanel } from '../../lab/stage/firefox-panel.ts'
import { signInFromFirefoxPopup, startFirefoxRequester } from '../../lab/stage/firefox-requester.ts'
import { plainHost } from '../site.ts'
import type { Column, MatrixPage } from './browser.ts'

export const firefox: Column = {
  name: 'firefox',
  redirects: [],
  start: async (world, directory) => {
    const found = await findFirefox(() => {})
    if (found.kind !== 'found') throw new Error(found.sentence)
    const prefs = { 'network.dns.localDomains': plainHost }
    const requester = await startFirefoxRequester(world, { executablePath: found.executablePath, directory, prefs })
    await signInFromFirefoxPopup(requester, 'requester')
    return { open: async (url) => matrixPage(await requester.open(url)), close: requester.close }
  },
}

function matrixPage(page: FirefoxPage): MatrixPage {
  return {
    run: (act, argument) => page.evaluate(act, argument),
    click: (selector) => page.click(selector),
    panel: async () => {
      const isOurs = (await page.url()).startsWith('moz-extension:')
      return isOurs ? page.evaluate(() => document.body.textContent, undefined) : readFirefoxPanel(page)
    },
    close: () => page.close(),
  }
}
