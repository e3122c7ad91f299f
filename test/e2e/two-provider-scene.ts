import { join } from 'node:path'
import { type BrowserContext, devices, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { extensionRedirect } from '../../extension/build/extension-id.ts'
import { builtDirectory } from '../../pwa/build/build.ts'
import { findChromium } from '../lab/browser/find-chromium.ts'
import { launchBrowser } from '../lab/browser/launch.ts'
import { APP_CLIENT, APPROVER_CLIENT, EXTENSION_CLIENT } from '../lab/idp/clients.ts'
import { signInAs } from '../lab/idp/person.ts'
import { signInAtPartner } from '../lab/partner-idp/person.ts'
import { type PartnerProvider, startPartnerProvider } from '../lab/partner-idp/server.ts'
import { twoIssuerPolicy } from '../lab/policy/two-issuers.ts'
import { type ScriptedApprover, signInApprover } from '../lab/stage/approver-script.ts'
import { type RequesterBrowser, startRequester } from '../lab/stage/requester.ts'
import { type Temporary, temporaryDirectory } from '../lab/stage/temporary-directory.ts'
import { startWorld, type World } from '../lab/stage/world.ts'
import { hearViolations } from './violations.ts'

/** Somebody at one of the two providers, by what they type there. */
export type Somebody = { readonly at: 'Acme SSO' | 'Partner ID'; readonly username: string }

/** Two companies with providers of two makers under one policy; a browser with the extension, and a phone. */
export type TwoProviderScene = {
  readonly world: () => World
  readonly partner: () => PartnerProvider
  readonly directory: () => string
  readonly requester: () => RequesterBrowser
  readonly phone: () => Page
  /** A page of the console. */
  readonly open: (path: string) => Promise<Page>
  /** Signs in on a page of the named provider. */
  readonly signIn: (page: Page, somebody: Somebody) => Promise<void>
  /** Signs whoever is there out, and somebody else in from the extension's popup. */
  readonly askAs: (somebody: Somebody) => Promise<void>
  /** The same on the phone. */
  readonly approveAs: (somebody: Somebody) => Promise<void>
  /** The same without a screen. */
  readonly script: (somebody: Somebody) => Promise<ScriptedApprover>
}

export function useTwoProviders(): TwoProviderScene {
  let directory: Temporary
  let partner: PartnerProvider
  let world: World
  let requester: RequesterBrowser
  let phone: BrowserContext
  let page: Page
  let violations: () => readonly string[]

  beforeAll(async () => {
    directory = await temporaryDirectory()
    const chromium = await findChromium(() => {})
    if (chromium.kind !== 'found') throw new Error(chromium.sentence)
    const { executablePath } = chromium
    // Of a loopback address the port does not count there.
    const app = ['http://127.0.0.1/callback']
    const clients = { [EXTENSION_CLIENT]: [extensionRedirect], [APP_CLIENT]: app, [APPROVER_CLIENT]: app }
    partner = await startPartnerProvider(clients)
    world = await startWorld({
      directory: directory.path,
      appDirectory: builtDirectory,
      policy: ({ issuer, console }) => twoIssuerPolicy({ acme: issuer, partner: partner.issuer, console }),
    })
    requester = await startRequester(world, { executablePath, directory: directory.path })
    const { defaultBrowserType: _, ...pixel } = devices['Pixel 7'] ?? {}
    const profileDir = join(directory.path, 'phone-profile')
    phone = await launchBrowser({ executablePath, profileDir, headless: true, emulate: pixel })
    violations = await hearViolations(phone)
    page = await phone.newPage()
  })

  beforeEach(() => world.console.reset())
  afterEach(() => expect(violations()).toEqual([]))

  afterAll(async () => {
    await phone?.close()
    await requester?.close()
    await world?.close()
    await partner?.close()
    await directory?.remove()
  })

  return {
    world: () => world,
    partner: () => partner,
    directory: () => directory.path,
    requester: () => requester,
    phone: () => page,
    open: async (path) => {
      const opened = await requester.context.newPage()
      await opened.goto(world.console.origin + path)
      return opened
    },
    signIn,
    askAs: async (somebody) => {
      const { context } = requester
      const popup = await context.newPage()
      await popup.goto(new URL('/src/popup/popup.html', (await requester.worker()).url()).href)
      const out = popup.getByRole('button', { name: 'Sign out' })
      const into = popup.getByRole('button', { name: `Sign in with ${somebody.at}` })
      await out.or(into).waitFor()
      if (await out.isVisible()) await out.click()
      await context.clearCookies()
      const opening = context.waitForEvent('page')
      await into.click()
      await signIn(await opening, somebody)
      await out.waitFor()
      await popup.close()
    },
    approveAs: async (somebody) => {
      await page.goto(world.relayUrl)
      const settings = page.getByRole('link', { name: 'Settings' })
      const into = page.getByRole('button', { name: `Sign in with ${somebody.at}` })
      await settings.or(into).waitFor()
      if (await settings.isVisible()) {
        await settings.click()
        await page.getByRole('button', { name: 'Sign out' }).click()
      }
      await phone.clearCookies()
      await into.click()
      await signIn(page, somebody)
      await settings.waitFor()
    },
    script: ({ at, username }) =>
      signInApprover(at === 'Acme SSO' ? world : { ...world, issuer: partner.issuer }, username),
  }
}

async function signIn(page: Page, { at, username }: Somebody): Promise<void> {
  await (at === 'Acme SSO' ? signInAs(page, { username }) : signInAtPartner(page, username))
}
