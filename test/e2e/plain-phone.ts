import { join } from 'node:path'
import { type BrowserContext, devices, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { builtDirectory } from '../../pwa/build/build.ts'
import { findChromium } from '../lab/browser/find-chromium.ts'
import { launchBrowser } from '../lab/browser/launch.ts'
import { signInAs } from '../lab/idp/person.ts'
import { type Temporary, temporaryDirectory } from '../lab/stage/temporary-directory.ts'
import { startWorld, type World, type WorldOptions } from '../lab/stage/world.ts'
import { hearViolations } from './violations.ts'

/** The phone app in a browser of a phone's size, without push, in the single-process set-up. */
export type PlainPhone = {
  readonly world: () => World
  readonly directory: () => string
  readonly context: () => BrowserContext
  readonly page: () => Page
  /** Signs the approver in from the sign-in page. */
  readonly signIn: () => Promise<void>
}

/** Starts it for a test file. A page that breaches its content security policy fails the test that it happens in. */
export function usePlainPhone(
  options: Pick<WorldOptions, 'policy' | 'responseTypes' | 'groups' | 'firstRules'> = {},
): PlainPhone {
  let directory: Temporary
  let world: World
  let context: BrowserContext
  let page: Page
  let violations: () => readonly string[]

  beforeAll(async () => {
    directory = await temporaryDirectory()
    const chromium = await findChromium(() => {})
    if (chromium.kind !== 'found') throw new Error(chromium.sentence)
    world = await startWorld({ directory: directory.path, appDirectory: builtDirectory, ...options })
    const { defaultBrowserType: _, ...pixel } = devices['Pixel 7'] ?? {}
    context = await launchBrowser({
      executablePath: chromium.executablePath,
      profileDir: join(directory.path, 'profile'),
      headless: true,
      emulate: pixel,
    })
    violations = await hearViolations(context)
    page = await context.newPage()
  })

  afterEach(() => expect(violations()).toEqual([]))

  afterAll(async () => {
    await context?.close()
    await world?.close()
    await directory?.remove()
  })

  return {
    world: () => world,
    directory: () => directory.path,
    context: () => context,
    page: () => page,
    signIn: async () => {
      await page.goto(world.relayUrl)
      await page.getByRole('button', { name: /Sign in/ }).click()
      await signInAs(page, { username: 'approver-1' })
      await page.getByRole('link', { name: 'Settings' }).waitFor()
    },
  }
}
