import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { extensionId } from '../../extension/build/extension-id.ts'
import { makeStoreBuild } from '../../extension/build/store.ts'
import { findChromium } from '../lab/browser/find-chromium.ts'
import { launchBrowser } from '../lab/browser/launch.ts'
import { firstWorker, signInRequester } from '../lab/stage/requester.ts'
import { type Temporary, temporaryDirectory } from '../lab/stage/temporary-directory.ts'
import { startWorld, type World } from '../lab/stage/world.ts'
import { panelSays, patience } from './scene.ts'

// The build for everybody: no organisation, no hosts, until a person chooses. The browser's question for access is a
// window of its own, which no script can answer: here the person has said yes beforehand.

declare global {
  /** The part of what chrome://extensions itself calls that is used here. */
  namespace chrome.developerPrivate {
    function addHostPermission(id: string, host: string): Promise<void>
  }
}

let directory: Temporary
let world: World
let context: BrowserContext
let options: Page

beforeAll(async () => {
  directory = await temporaryDirectory()
  const chromium = await findChromium(() => {})
  if (chromium.kind !== 'found') throw new Error(chromium.sentence)
  world = await startWorld({ directory: directory.path })
  const extension = join(directory.path, 'extension')
  const profileDir = join(directory.path, 'profile')
  const { executablePath } = chromium
  await makeStoreBuild(extension)
  context = await launchBrowser({ executablePath, profileDir, headless: true, extensionDirs: [extension] })
  await firstWorker(context)
  options = await context.newPage()
  await options.goto(`chrome-extension://${extensionId}/src/options/options.html`)
})

afterAll(async () => {
  await context?.close()
  await world?.close()
  await directory?.remove()
})

test('it comes without access to any site, and without rules', async () => {
  const { origins } = await options.evaluate(() => chrome.permissions.getAll())
  expect(origins).toEqual([])
  expect(await options.evaluate(() => chrome.declarativeNetRequest.getDynamicRules())).toEqual([])
  await options.getByText('Whose approvals do you need?').waitFor()
})

test('with an organisation but no access what it protects is blocked; popup and options say where nothing protects', async () => {
  await allowBeforehand([world.relayUrl, world.issuer])
  await options.getByLabel(/Address of your organisation/).fill(world.relayUrl)
  await options.getByRole('button', { name: 'Look' }).click()
  await options.getByRole('button', { name: 'It is the same key: trust Acme' }).click()
  await options.getByText('not protected: no access').first().waitFor()
  expect(await registered()).toEqual([])
  const popup = await openPopup()
  const warning = popup.getByText('Not protected: ')
  expect(await warning.textContent()).toContain(new URL(world.console.origin).host)
  await popup.close()
  const page = await context.newPage()
  await page.goto(`${world.console.origin}/users`)
  expect(await page.evaluate(deleteUser)).toBe('TypeError: Failed to fetch')
  expect(world.console.calls).toHaveLength(0)
  await page.close()
})

test('once the person gives access an open page is loaded again, and what it sends is held and asked for', async () => {
  const popup = await openPopup()
  await popup.getByRole('button', { name: 'Sign in with Acme SSO' }).click()
  await signInRequester(context)
  await popup.getByRole('button', { name: 'Sign out' }).waitFor()
  await popup.close()
  const page = await context.newPage()
  await page.goto(`${world.console.origin}/users`)
  const first = await page.evaluate(() => performance.timeOrigin)
  await allowBeforehand([world.console.origin, world.console.apiOrigin])
  await options.bringToFront()
  await options.getByRole('button', { name: 'Allow access' }).click()
  await expect.poll(() => options.getByText('not protected: no access').count(), patience).toBe(0)
  await expect.poll(() => page.evaluate(() => performance.timeOrigin).catch(() => first), patience).not.toBe(first)
  const { origin, apiOrigin } = world.console
  expect(await registered()).toEqual([apiOrigin, origin].map((host) => `${host}/*`).sort())
  await page.bringToFront()
  await page.locator('tr[data-row=u-102] [data-action=delete]').click()
  await panelSays(page, 'Waiting for approval')
  expect(world.console.calls).toHaveLength(0)
  await page.close()
})

test('when the person takes the access back, the scripts go and the rules stay', async () => {
  expect(await registered()).toHaveLength(2)
  const origins = [`${world.console.origin}/*`]
  expect(await options.evaluate((given) => chrome.permissions.remove({ origins: given }), origins)).toBe(true)
  await expect.poll(registered, patience).toEqual([`${world.console.apiOrigin}/*`])
  await options.getByText('not protected: no access').waitFor()
  const page = await context.newPage()
  await page.goto(`${world.console.origin}/users`)
  expect(await page.evaluate(deleteUser)).toBe('TypeError: Failed to fetch')
  expect(world.console.calls).toHaveLength(0)
})

/** What a person does in chrome://extensions: then the browser gives it without asking, once the extension asks for it. */
async function allowBeforehand(origins: readonly string[]): Promise<void> {
  const list = await context.newPage()
  await list.goto('chrome://extensions')
  for (const origin of origins) {
    await list.evaluate(([id, host]) => chrome.developerPrivate.addHostPermission(id, host), [
      extensionId,
      `${origin}/*`,
    ] as const)
  }
  await list.close()
}

/** On which pages scripts run. */
async function registered(): Promise<readonly string[]> {
  const scripts = await options.evaluate(() => chrome.scripting.getRegisteredContentScripts())
  return [...new Set(scripts.flatMap(({ matches }) => matches ?? []))].sort()
}

async function openPopup(): Promise<Page> {
  const popup = await context.newPage()
  await popup.goto(`chrome-extension://${extensionId}/src/popup/popup.html`)
  return popup
}

function deleteUser(): Promise<string> {
  return fetch('/api/users/u-101', { method: 'DELETE' }).then(({ status }) => String(status), String)
}
