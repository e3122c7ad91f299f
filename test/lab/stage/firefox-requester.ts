import { join } from 'node:path'
import { geckoId } from '../../../extension/build/extension-id.ts'
import { launchFirefox } from '../browser/firefox.ts'
import type { FirefoxPage } from '../browser/firefox-page.ts'
import { DEMO_PASSWORD } from '../idp/accounts.ts'
import { buildForWorld } from './requester.ts'
import type { World } from './world.ts'

/** The admin's Firefox with the organisation's build of the extension. */
export type FirefoxRequester = {
  /** A new tab at an address. */
  readonly open: (url: string) => Promise<FirefoxPage>
  readonly pages: () => Promise<readonly FirefoxPage[]>
  /** Ends the extension's background, as Firefox does after half a minute without events. */
  readonly suspend: () => Promise<void>
  /** The address of a page of the extension. */
  readonly extensionUrl: (path: string) => string
  readonly close: () => Promise<void>
}

export type FirefoxRequesterOptions = {
  readonly executablePath: string
  readonly directory: string
  readonly headless?: boolean
  /** Files of the extension that are used instead of those built from the source. */
  readonly built?: string
  readonly prefs?: Readonly<Record<string, string | number | boolean>>
}

export async function startFirefoxRequester(world: World, options: FirefoxRequesterOptions): Promise<FirefoxRequester> {
  const { executablePath, directory, headless = true, built, prefs } = options
  const extension = join(directory, 'firefox-extension')
  await buildForWorld(world, extension, { browser: 'firefox', ...(built === undefined ? {} : { built }) })
  const firefox = await launchFirefox({
    executablePath,
    profileDir: join(directory, 'firefox-profile'),
    headless,
    addOn: { directory: extension, id: geckoId },
    ...(prefs === undefined ? {} : { prefs }),
  })
  return {
    open: async (url) => {
      const page = await firefox.newPage()
      await page.goto(url)
      return page
    },
    pages: firefox.pages,
    suspend: firefox.suspend,
    extensionUrl: firefox.addOnUrl,
    close: firefox.close,
  }
}

/** The admin signs in from the toolbar, before anything is held. */
export async function signInFromFirefoxPopup(requester: FirefoxRequester, username: string): Promise<void> {
  const popup = await requester.open(requester.extensionUrl('src/popup/popup.html'))
  await popup.click('.page__button')
  await signInAtWindow(requester, username)
  await popup.waitFor('.cs-person')
  await popup.close()
}

/** Signs the requester in, in the window that the extension opens for it. */
export async function signInAtWindow(requester: FirefoxRequester, username: string): Promise<void> {
  const page = await windowAt(requester, '/sign-in/')
  await page.click(`input[name=username][value="${username}"]`)
  await page.click('input[name=password]')
  await page.type(DEMO_PASSWORD)
  await page.click('[data-action=sign-in]')
}

/** @throws {Error} when no such window opens within 15 s */
async function windowAt({ pages }: FirefoxRequester, path: string): Promise<FirefoxPage> {
  const until = Date.now() + 15_000
  do {
    for (const page of await pages()) if ((await page.url().catch(() => '')).includes(path)) return page
  } while (Date.now() < until)
  throw new Error(`No window opened at ${path}.`)
}
