import { makeExtensionKey } from '../../lab/browser/extension-key.ts'
import { findChromium } from '../../lab/browser/find-chromium.ts'
import { startInstalledRequester } from '../../lab/stage/installed-requester.ts'
import { signInFromPopup } from '../../lab/stage/requester.ts'
import type { Column } from './browser.ts'
import { pagesOf, resolving } from './chromium.ts'

const key = makeExtensionKey()

/** Chromium in which the device's administrator has installed the extension: there it may stop what differs. */
export const installed: Column = {
  name: 'chromium, installed by policy',
  redirects: [`https://${key.id}.chromiumapp.org/`],
  start: async (world, directory) => {
    const chromium = await findChromium(() => {})
    if (chromium.kind !== 'found') throw new Error(chromium.sentence)
    const { executablePath } = chromium
    const requester = await startInstalledRequester(world, key, { executablePath, directory, args: resolving })
    await signInFromPopup(requester, 'requester')
    return pagesOf(requester)
  },
}
