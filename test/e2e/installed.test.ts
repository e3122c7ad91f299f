import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { signPolicy } from '@countersign/shared/protocol'
import { importJWK } from 'jose'
import type { BrowserContext, Page, Worker } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeExtensionKey } from '../lab/browser/extension-key.ts'
import { findChromium } from '../lab/browser/find-chromium.ts'
import { type ForcedInstall, forceInstall } from '../lab/browser/forced-install.ts'
import { launchBrowser } from '../lab/browser/launch.ts'
import { mayManage } from '../lab/browser/managed-settings.ts'
import { startUpdateServer, type UpdateServer } from '../lab/browser/update-server.ts'
import { demoPolicyKey } from '../lab/policy/signed-policy.ts'
import { countersign } from '../lab/relay/command-line.ts'
import { offerBuild } from '../lab/stage/installed-requester.ts'
import { signInFromPopup } from '../lab/stage/requester.ts'
import { type Temporary, temporaryDirectory } from '../lab/stage/temporary-directory.ts'
import { startWorld, type World } from '../lab/stage/world.ts'
import { panelSays } from './scene.ts'

// An administrator has a running browser install the organisation's own package, and later update it.

const may = await mayManage()
const key = makeExtensionKey()
/** Chromium lets settings rest for some seconds before it takes them over. */
const slow = { timeout: 60_000, interval: 250 } as const

let directory: Temporary
let world: World
let server: UpdateServer
let context: BrowserContext
let install: ForcedInstall
let page: Page

beforeAll(async () => {
  if (!may) return
  directory = await temporaryDirectory()
  const chromium = await findChromium(() => {})
  if (chromium.kind !== 'found') throw new Error(chromium.sentence)
  world = await startWorld({ directory: directory.path, extensionRedirects: [key.redirect] })
  server = await startUpdateServer()
  const profileDir = join(directory.path, 'profile')
  context = await launchBrowser({
    executablePath: chromium.executablePath,
    profileDir,
    headless: true,
    installs: true,
    emulate: { viewport: { width: 1280, height: 800 } },
  })
})

afterAll(async () => {
  await context?.close()
  await install?.remove()
  await server?.close()
  await world?.close()
  await directory?.remove()
})

test.runIf(may)(
  'the command writes a package that the browser installs; a page that was open is loaded anew',
  async () => {
    page = await context.newPage()
    await page.goto(`${world.console.origin}/users`)
    await page.evaluate(() => sessionStorage.setItem('first', String(performance.timeOrigin)))
    const { keyFile, policyFile } = world.signed
    const out = join(directory.path, 'commanded')
    const pem = join(directory.path, 'key.pem')
    await writeFile(pem, key.pem, { mode: 0o600 })
    const given = ['--relay', world.relayUrl, '--policy', policyFile, '--policy-key', keyFile, '--out', out]
    const signing = ['--signing-key', pem, '--update-url', server.updateUrl]
    const { stdout, code } = await countersign(['extension', 'build', ...given, ...signing])
    expect(code).toBe(0)
    expect(stdout).toContain(key.redirect)
    server.offer({ xml: await readFile(`${out}.update.xml`, 'utf8'), crx: await readFile(`${out}.crx`) })
    install = await forceInstall(key.id, server.updateUrl)

    await expect.poll(wasReloaded, slow).toBe(true)
    await signInFromPopup({ context, worker, close: async () => {} }, 'requester')
    await pressDelete('u-101')
    await panelSays(page, 'Waiting for approval')
    expect(world.console.calls).toHaveLength(0)
  },
)

test.runIf(may)('an update from its own address: what is held is not sent, and the page says what to do', async () => {
  await offerNextPolicy()
  const options = await openOptions()
  const { installType, version } = await options.evaluate(() => chrome.management.getSelf())
  expect({ installType, version }).toEqual({ installType: 'admin', version: expect.stringMatching(/\.1$/) })
  const available = options.evaluate(() => {
    const { onUpdateAvailable, requestUpdateCheck } = chrome.runtime
    const available = new Promise<string>((resolve) =>
      onUpdateAvailable.addListener((update) => resolve(update.version)),
    )
    return requestUpdateCheck().then(() => available)
  })
  expect(await available).toMatch(/\.2$/)
  const held = page.evaluate(() => fetch('/api/users/u-103', { method: 'DELETE' }).catch((error) => String(error)))
  await panelSays(page, 'u-103')
  // What is held keeps the worker alive, and the update would wait until it is not.
  await options.evaluate(() => chrome.runtime.reload()).catch(() => {})
  expect(await held).toContain('Failed to fetch')
  await panelSays(page, 'Countersign was updated or removed while this page was open.')
  await expect.poll(installedVersion, slow).toMatch(/\.2$/)
  expect(world.console.calls).toHaveLength(0)
})

test.runIf(may)('a page from before the update says so at the next click, too; loaded again it asks', async () => {
  await pressDelete('u-102')
  await panelSays(page, 'Load the page again.')
  await page.reload()
  await pressDelete('u-102')
  await panelSays(page, 'Waiting for approval')
  expect(world.console.calls).toHaveLength(0)
})

/** By keyboard: what is held from before may be shown over the row. */
function pressDelete(user: string): Promise<void> {
  return page.locator(`tr[data-row=${user}] [data-action=delete]`).press('Enter')
}

/** Whether the page is another than the one that was opened first. */
function wasReloaded(): Promise<boolean> {
  return page.evaluate(() => sessionStorage.getItem('first') !== String(performance.timeOrigin)).catch(() => false)
}

/** The next version of the policy, at the relay and in a package at the update address. */
async function offerNextPolicy(): Promise<void> {
  const { signed, trusted } = world
  const privateKey = await importJWK(await demoPolicyKey(join(directory.path, 'policy')), 'ES256')
  if (privateKey instanceof Uint8Array) throw new TypeError('An EC key is imported as a CryptoKey.')
  const policy = await signPolicy({ ...trusted.policy, version: 2 }, privateKey, signed.publicKey)
  await world.restartRelay(() => writeFile(signed.policyFile, policy))
  await offerBuild(server, world, key, { directory: directory.path, policy })
}

async function openOptions(): Promise<Page> {
  const options = await context.newPage()
  await options.goto(`chrome-extension://${key.id}/src/options/options.html`)
  return options
}

async function installedVersion(): Promise<string> {
  const options = await context.newPage()
  try {
    await options.goto(`chrome-extension://${key.id}/src/options/options.html`)
    return await options.evaluate(() => chrome.runtime.getManifest().version)
  } catch {
    return 'none'
  } finally {
    await options.close()
  }
}

/** The worker of this extension: other tests of this machine may have others installed. */
async function worker(): Promise<Worker> {
  const isOwn = (one: Worker) => one.url().startsWith(`chrome-extension://${key.id}/`)
  return context.serviceWorkers().find(isOwn) ?? context.waitForEvent('serviceworker', isOwn)
}
