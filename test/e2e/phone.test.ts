import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { builtDirectory } from '../../pwa/build/build.ts'
import { findChromium } from '../lab/browser/find-chromium.ts'
import { cancelSignIn, signInAs } from '../lab/idp/person.ts'
import { type NotificationDaemon, startNotificationDaemon } from '../lab/notifications/daemon.ts'
import { type PushService, startPushService } from '../lab/push-service/push-service.ts'
import { type ApproverPhone, setUpPhone, startPhone } from '../lab/stage/approver-phone.ts'
import { panelSays } from '../lab/stage/panel-says.ts'
import { type RequesterBrowser, signInFromPopup, startRequester } from '../lab/stage/requester.ts'
import { type Temporary, temporaryDirectory } from '../lab/stage/temporary-directory.ts'
import { startWorld, type World } from '../lab/stage/world.ts'
import { patience } from './scene.ts'
import { hearViolations } from './violations.ts'

// Everything real: two browsers, push from the relay through the push service to the phone's service worker, its
// notification, the click on it, the sign-in at the provider.

let directory: Temporary
let pushService: PushService
let notifications: NotificationDaemon
let world: World
let requester: RequesterBrowser
let phone: ApproverPhone
let violations: () => readonly string[]

beforeAll(async () => {
  directory = await temporaryDirectory()
  const chromium = await findChromium(() => {})
  if (chromium.kind !== 'found') throw new Error(chromium.sentence)
  const { executablePath } = chromium
  pushService = await startPushService({ dir: directory.path })
  const bus = await startNotificationDaemon({ dir: directory.path })
  if (bus.kind !== 'running') throw new Error(bus.sentence)
  notifications = bus
  world = await startWorld({ directory: directory.path, appDirectory: builtDirectory, pushService })
  phone = await startPhone({
    executablePath,
    directory: directory.path,
    appUrl: world.relayUrl,
    pushService,
    notifications,
  })
  violations = await hearViolations(phone.context)
  await setUpPhone(phone, 'approver-1')
  requester = await startRequester(world, { executablePath, directory: directory.path })
  await signInFromPopup(requester, 'requester')
})

beforeEach(() => world.console.reset())

afterEach(() => expect(violations()).toEqual([]))

afterAll(async () => {
  await phone?.close()
  await requester?.close()
  await world?.close()
  await notifications?.close()
  await pushService?.close()
  await directory?.remove()
})

test('a push opens the card, the sign-in approves, the held request goes through once, and both hear the answer', async () => {
  const console_ = await askToDelete('u-104')
  const card = await openFromNotification()
  expect(await card.getByRole('main').textContent()).toContain('"transfer_to": "archive"')
  expect(world.console.calls).toHaveLength(0)
  await card.getByRole('button', { name: 'Approve with Acme SSO' }).click()
  await signInAs(card, { username: 'approver-1' })
  await panelSays(console_, 'Done')
  await card.getByText('The console answered 200').waitFor()
  expect(world.console.calls).toHaveLength(1)
  await console_.close()
})

test('one tap denies', async () => {
  const console_ = await askToDelete('u-103')
  const card = await openFromNotification()
  await card.getByRole('button', { name: 'Deny', exact: true }).click()
  await panelSays(console_, 'Denied by First approver')
  await card.getByText('You denied').first().waitFor()
  expect(world.console.calls).toHaveLength(0)
  await console_.close()
})

test('going back at the provider approves nothing and leads back to the card', async () => {
  const console_ = await askToDelete('u-103')
  const card = await openFromNotification()
  await card.getByRole('button', { name: 'Approve with Acme SSO' }).click()
  await cancelSignIn(card)
  await card.getByText('Nothing was approved').waitFor()
  await card.getByRole('button', { name: 'Deny', exact: true }).click()
  await panelSays(console_, 'Denied by')
  expect(world.console.calls).toHaveLength(0)
  await console_.close()
})

test('the wrong person at the phone’s sign-in is told at once, and approves nothing', async () => {
  const console_ = await askToDelete('u-103')
  const card = await openFromNotification()
  await card.getByRole('button', { name: 'Approve with Acme SSO' }).click()
  await signInAs(card, { username: 'security' })
  await card.getByText('This person may not approve this kind of action').waitFor()
  await card.getByRole('button', { name: 'Deny', exact: true }).click()
  await panelSays(console_, 'Denied by')
  expect(world.console.calls).toHaveLength(0)
  await console_.close()
})

test('a callback that was not started on this phone is dropped, unredeemed', async () => {
  const page = phone.page()
  const redeemed: string[] = []
  page.on('request', (request) => {
    if (request.url().startsWith(`${world.issuer}/token`)) redeemed.push(request.url())
  })
  await page.goto(`${world.relayUrl}/callback?code=stolen&state=unknown&iss=${encodeURIComponent(world.issuer)}`)
  await page.getByText('Nothing was approved').waitFor()
  expect(redeemed).toEqual([])
  expect(page.url()).not.toContain('stolen')
})

test('the app is installable, and its pages keep to relay and provider', async () => {
  const page = phone.page()
  await page.goto(world.relayUrl)
  const session = await page.context().newCDPSession(page)
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors')
  expect(installabilityErrors).toEqual([])
  const answer = await page.request.get(world.relayUrl)
  const policy = answer.headers()['content-security-policy'] ?? ''
  expect(policy).toContain(`connect-src 'self' ${world.issuer}`)
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("require-trusted-types-for 'script'")
})

async function askToDelete(user: string): Promise<Page> {
  const page = await requester.context.newPage()
  await page.goto(`${world.console.origin}/users`)
  await page.locator(`tr[data-row=${user}] [data-action=delete]`).click()
  return page
}

/** Waits for the newest notification on the phone and taps it. */
async function openFromNotification(): Promise<Page> {
  await expect.poll(() => notifications.open().length, patience).toBeGreaterThan(0)
  const notification = notifications.open().at(-1)
  if (notification === undefined) throw new Error('No notification is open.')
  expect(notification.title).toBe('Requester asks for your approval')
  expect(notification.body).not.toContain('u-10')
  notifications.click(notification)
  await expect.poll(() => phone.page().url(), patience).toContain('/r/')
  const page = phone.page()
  await page.getByRole('button', { name: 'Approve with Acme SSO' }).waitFor()
  return page
}
