import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { signPolicy } from '@countersign/shared/protocol'
import { calculateJwkThumbprint, importJWK } from 'jose'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { extensionId } from '../../extension/build/extension-id.ts'
import { generatePolicyKey } from '../../server/src/policy/keygen.ts'
import { findChromium } from '../lab/browser/find-chromium.ts'
import { launchBrowser } from '../lab/browser/launch.ts'
import { buildForWorld, signInRequester } from '../lab/stage/requester.ts'
import { type Temporary, temporaryDirectory } from '../lab/stage/temporary-directory.ts'
import { startWorld, type World } from '../lab/stage/world.ts'
import { panelSays } from './scene.ts'

// A build that belongs to nobody: it has the organisation's hosts and rules, and no trust anchor.
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
  await buildForWorld(world, extension)
  await writeFile(join(extension, 'build.json'), '{}')
  const profileDir = join(directory.path, 'profile')
  const { executablePath } = chromium
  context = await launchBrowser({ executablePath, profileDir, headless: true, extensionDirs: [extension] })
  options = await context.newPage()
  await options.goto(`chrome-extension://${extensionId}/src/options/options.html`)
})

afterAll(async () => {
  await context?.close()
  await world?.close()
  await directory?.remove()
})

test('before anybody is trusted what is protected is blocked, and the words say what to do', async () => {
  const page = await context.newPage()
  await page.goto(`${world.console.origin}/users`)
  await page.locator('tr[data-row=u-102] [data-action=delete]').click()
  await panelSays(page, 'Countersign belongs to no organisation yet: open its options and choose yours.')
  expect(world.console.calls).toHaveLength(0)
  await page.close()
})

test('a person looks at a server, compares its key, and only their click makes it trusted', async () => {
  const fingerprint = await calculateJwkThumbprint(world.signed.publicKey)
  await look(world.relayUrl)
  await options.getByText('Acme SSO').waitFor()
  const shown = await options.locator('.page__compare').textContent()
  expect(shown?.replaceAll(' ', '')).toBe(fingerprint)
  await options.getByText('What this browser trusts').waitFor({ state: 'detached' })
  await options.getByRole('button', { name: 'It is the same key: trust Acme' }).click()
  await options.getByText('compared and pinned in this browser').waitFor()
})

test('then they sign in and ask, as with an organisation’s build', async () => {
  const popup = await context.newPage()
  await popup.goto(`chrome-extension://${extensionId}/src/popup/popup.html`)
  await popup.getByRole('button', { name: 'Sign in with Acme SSO' }).click()
  await signInRequester(context)
  await popup.getByRole('button', { name: 'Sign out' }).waitFor()
  await popup.close()
  const page = await context.newPage()
  await page.goto(`${world.console.origin}/users`)
  await page.locator('tr[data-row=u-102] [data-action=delete]').click()
  await panelSays(page, 'Waiting for approval')
  await page.close()
})

test('another key at the same server is refused from then on', async () => {
  const { privateJwk, publicJwk } = await generatePolicyKey()
  const key = await importJWK(privateJwk, 'ES256')
  if (key instanceof Uint8Array) throw new TypeError('An EC key is imported as a CryptoKey.')
  const stolen = await signPolicy({ ...world.trusted.policy, version: 9 }, key, publicJwk)
  await writeFile(world.signed.policyFile, stolen)
  await writeFile(world.signed.keyFile, JSON.stringify(publicJwk))
  await world.restartRelay()
  await options.getByRole('button', { name: 'Ask for a newer policy' }).click()
  await options.getByText('is not signed with the key that this device trusts').waitFor()
  await options.getByText('version 1, valid until').waitFor()
})

test('until the person forgets the organisation, which they are warned about', async () => {
  await options.getByRole('button', { name: 'Forget this organisation…' }).click()
  await options.getByText('tell your security team').waitFor()
  await options.getByRole('button', { name: 'Forget Acme' }).click()
  await options.getByLabel(/Address of your organisation/).waitFor()
})

async function look(relay: string): Promise<void> {
  await options.getByLabel(/Address of your organisation/).fill(relay)
  await options.getByRole('button', { name: 'Look' }).click()
}
