import { findFirefox } from '../../lab/browser/find-firefox.ts'
import type { FirefoxPage } from '../../lab/browser/firefox-page.ts'
import { readFirefoxPanel } from '../../lab/stage/firefox-panel.ts'
import { signInFromFirefoxPopup, startFirefoxRequester } from '../../lab/stage/firefox-requester.ts'
import type { World } from '../../lab/stage/world.ts'
import { plainHost } from '../site.ts'
import type { MatrixBrowser, MatrixPage } from './browser.ts'

export async function startFirefox(world: World, directory: string): Promise<MatrixBrowser> {
  const firefox = await findFirefox(() => {})
  if (firefox.kind !== 'found') throw new Error(firefox.sentence)
  const { executablePath, version } = firefox
  const prefs = { 'network.dns.localDomains': plainHost }
  const requester = await startFirefoxRequester(world, { executablePath, directory, prefs })
  await signInFromFirefoxPopup(requester, 'requester')
  return {
    name: 'firefox',
    version,
    open: async (url) => matrixPage(await requester.open(url)),
    close: requester.close,
  }
}

function matrixPage(page: FirefoxPage): MatrixPage {
  return {
    run: (act, argument) => page.evaluate(act, argument),
    click: (selector) => page.click(selector),
    panel: () => readFirefoxPanel(page),
    close: () => page.close(),
  }
}
