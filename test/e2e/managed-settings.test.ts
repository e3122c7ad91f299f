import { generateKeyPairSync } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { idOfKey } from '../../extension/build/extension-id.ts'
import { generatePolicyKey } from '../../server/src/policy/keygen.ts'
import { findChromium } from '../lab/browser/find-chromium.ts'
import { launchBrowser } from '../lab/browser/launch.ts'
import { type ManagedSettings, manageExtension, mayManage } from '../lab/browser/managed-settings.ts'
import { buildForWorld } from '../lab/stage/requester.ts'
import { type Temporary, temporaryDirectory } from '../lab/stage/temporary-directory.ts'
import { startWorld, type World } from '../lab/stage/world.ts'
import { panelSays } from './scene.ts'

// The settings lie in one place for all browsers of this machine: the extension has an id of its own here, so that they
// are no other browser's.
const may = await mayManage()
/** Chromium lets settings rest for some seconds before it takes them over. */
const slow = { timeout: 40_000, interval: 200 } as const

let directory: Temporary
let world: World
let context: BrowserContext
let settings: ManagedSettings
let options: Page

beforeAll(async () => {
  if (!may) return
  directory = await temporaryDirectory()
  const chromium = await findChromium(() => {})
  if (chromium.kind !== 'found') throw new Error(chromium.sentence)
  world = await startWorld({ directory: directory.path })
  const extension = join(directory.path, 'extension')
  await buildForWorld(world, extension)
  const id = await withOwnId(extension)
  settings = manageExtension(id)
  await settings.set(undefined)
  const profileDir = join(directory.path, 'profile')
  const { executablePath } = chromium
  context = await launchBrowser({ executablePath, profileDir, headless: true, extensionDirs: [extension] })
  options = await context.newPage()
  await options.goto(`chrome-extension://${id}/src/options/options.html`)
})

afterAll(async () => {
  await settings?.remove()
  await context?.close()
  await world?.close()
  await directory?.remove()
})

test.runIf(may)('without settings the build’s own anchor counts', async () => {
  await expect.poll(shown, slow).toContain('came with this extension')
})

test.runIf(may)('settings of the administrator come before the build, without a restart', async () => {
  await settings.set({ relay: world.relayUrl, policy_key: world.signed.publicKey, min_version: 1 })
  await expect.poll(shown, slow).toContain('set by your administrator')
  expect(await shown()).toContain('Acme')
})

test.runIf(may)('under another key nothing counts: what the build protects is held, and nothing is asked', async () => {
  const { publicJwk, fingerprint } = await generatePolicyKey()
  await settings.set({ relay: world.relayUrl, policy_key_json: JSON.stringify(publicJwk) })
  await expect.poll(shown, slow).toContain(fingerprint)
  expect(await shown()).toContain('is not signed with the key that this device trusts')
  await staysHeld('No policy counts under the key that this browser trusts')
})

test.runIf(may)('wrong settings let nobody count: everything stays held, and the words name the setting', async () => {
  await settings.set({ relay: world.relayUrl })
  await expect.poll(shown, slow).toContain('“policy_key” must be a public EC key')
  await staysHeld('The settings that your administrator made for Countersign are wrong.')
})

test.runIf(may)('once they are gone the build counts again', async () => {
  await settings.set(undefined)
  await expect.poll(shown, slow).toContain('came with this extension')
})

/** What the options page says now. */
async function shown(): Promise<string> {
  await options.reload()
  await options.locator('main section, main .page__warning').first().waitFor()
  return (await options.locator('main').textContent()) ?? ''
}

async function staysHeld(words: string): Promise<void> {
  const page = await context.newPage()
  await page.goto(`${world.console.origin}/users`)
  await page.locator('tr[data-row=u-102] [data-action=delete]').click()
  await panelSays(page, words)
  expect(await deleteSynchronously(page)).toBe('blocked')
  expect(world.console.calls).toHaveLength(0)
  await page.close()
}

/** Synchronously, which the page hook does not catch: the network rules alone stand in its way. */
function deleteSynchronously(page: Page): Promise<string> {
  return page.evaluate(() => {
    const call = new XMLHttpRequest()
    call.open('DELETE', '/api/users/u-102', false)
    try {
      call.send()
      return `answered ${call.status}`
    } catch {
      return 'blocked'
    }
  })
}

/** Gives a build another key, and with it another id. */
async function withOwnId(extension: string): Promise<string> {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const key = publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
  const file = join(extension, 'manifest.json')
  await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), key }))
  return idOfKey(key)
}
