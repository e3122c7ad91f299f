import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findChromium } from '../browser/find-chromium.ts'
import { launchBrowser } from '../browser/launch.ts'
import { type NotificationDaemon, startNotificationDaemon } from '../notifications/daemon.ts'
import { type PushService, startPushService } from './push-service.ts'
import { type PushSite, startPushSite } from './push-site.ts'
import { makeSender, type Sender, type Subscription } from './sender.ts'

const dir = await mkdtemp(join(tmpdir(), 'countersign-chromium-'))
const screen = await startNotificationDaemon({ dir })

let executablePath: string
let service: PushService
let sender: Sender
let site: PushSite
let browser: BrowserContext
let page: Page
let subscription: Subscription

beforeAll(async () => {
  const found = await findChromium(() => {})
  if (found.kind === 'missing') throw new Error(found.sentence)
  executablePath = found.executablePath
  service = await startPushService({ dir })
  sender = await makeSender(service)
  site = await startPushSite()
  await start()
  subscription = await subscribe()
}, 180_000)

afterAll(async () => {
  await browser?.close()
  await site?.close()
  await sender?.close()
  await service?.close()
  if (screen.kind === 'running') await screen.close()
  await rm(dir, { recursive: true, force: true })
})

test('Chromium subscribes at its own vendor host', () => {
  expect(subscription.endpoint).toMatch(/^https:\/\/(jmt17\.google|fcm\.googleapis)\.com\/fcm\/send\//)
})

test('a message reaches the service worker, decrypted by the browser', async () => {
  const sent = Date.now()
  const arrival = site.events.next(({ kind }) => kind === 'push')
  expect((await send({ title: 'First', body: 'for the worker' })).status).toBe(201)
  const event = await arrival
  expect(event.data).toEqual({ title: 'First', body: 'for the worker' })
  if (process.env['LAB_MEASURE'] !== undefined) console.log(`send → push event: ${event.at - sent} ms`)
})

test('a message that came while the browser was out of reach is delivered afterwards', async () => {
  const release = service.hold()
  const arrival = site.events.next(({ kind }) => kind === 'push')
  await send({ title: 'Stale', body: '' }, 'waiting')
  await send({ title: 'Latest', body: '' }, 'waiting')
  release()
  expect((await arrival).data).toMatchObject({ title: 'Latest' })
})

if (screen.kind === 'running') describe('on the screen', () => testScreen(screen))
else test.skip(screen.sentence)

test('a browser started again gets what came meanwhile, from a service started again too', async () => {
  await browser.close()
  await sender.close()
  await service.close()
  service = await startPushService({ dir })
  sender = { ...(await makeSender(service)), vapidKeys: sender.vapidKeys }
  expect((await send({ title: 'Meanwhile', body: '' })).status).toBe(201)
  const arrival = site.events.next(({ kind }) => kind === 'push')
  await start()
  expect((await arrival).data).toMatchObject({ title: 'Meanwhile' })
}, 60_000)

test('at a service that has forgotten everything the browser subscribes anew', async () => {
  await browser.close()
  await sender.close()
  await service.close()
  service = await startPushService({ dir: join(dir, 'fresh') })
  sender = { ...(await makeSender(service)), vapidKeys: sender.vapidKeys }
  expect((await send({ title: 'Lost', body: '' })).status).toBe(404)
  await start()
  await page.evaluate('unsubscribe()')
  subscription = await subscribe()
  const arrival = site.events.next(({ kind }) => kind === 'push')
  expect((await send({ title: 'Found', body: '' })).status).toBe(201)
  expect((await arrival).data).toMatchObject({ title: 'Found' })
}, 60_000)

test('after unsubscribe() the vendor answers 410', async () => {
  await page.evaluate('unsubscribe()')
  // The browser tells its vendor after the page has been told.
  await expect.poll(async () => (await send({ title: 'Gone', body: '' })).status, { timeout: 10_000 }).toBe(410)
})

async function start(): Promise<void> {
  browser = await launchBrowser({
    executablePath,
    profileDir: join(dir, 'profile'),
    headless: true,
    pushService: service,
    ...(screen.kind === 'running' ? { notifications: screen } : {}),
  })
  await browser.grantPermissions(['notifications'], { origin: site.url })
  page = browser.pages()[0] ?? (await browser.newPage())
  await page.goto(site.url)
}

/** The page's own `subscribe`, see push-site.ts: gives what `PushSubscription.toJSON()` gives. */
function subscribe(): Promise<Subscription> {
  return page.evaluate<Subscription>(`subscribe(${JSON.stringify(sender.vapidKeys.publicKey)})`)
}

function send(notification: object, topic?: string): ReturnType<Sender['send']> {
  const options = { vapidKeys: sender.vapidKeys, ...(topic === undefined ? {} : { topic }) }
  return sender.send(subscription, JSON.stringify(notification), options)
}

function testScreen({ shown, open, click, dismiss }: NotificationDaemon): void {
  test('the notification has its words and its button', async () => {
    const notification = shown.next(({ title }) => title === 'Approve?')
    await send({
      title: 'Approve?',
      body: 'One request waits',
      tag: 'a',
      actions: [{ action: 'look', title: 'Review' }],
    })
    const { body, actions } = await notification
    expect(body).toContain('One request waits')
    expect(actions.map(({ label }) => label)).toEqual(expect.arrayContaining(['Review', 'Activate']))
  })

  test('a second one with the same tag takes the place of the first', async () => {
    const notification = shown.next(({ title }) => title === 'Decided')
    await send({ title: 'Decided', body: '', tag: 'a' })
    await notification
    expect(open().filter(({ title }) => title === 'Approve?')).toEqual([])
  })

  test('a click is a real one: the worker may open a window', async () => {
    const notification = shown.next(({ title }) => title === 'Click me')
    await send({ title: 'Click me', body: '' })
    const opened = browser.waitForEvent('page')
    click(await notification)
    const window = await opened
    await window.waitForURL(`${site.url}/opened?action=`)
    await window.close()
  })

  test('a click on a button carries its action', async () => {
    const notification = shown.next(({ title }) => title === 'Button')
    await send({ title: 'Button', body: '', actions: [{ action: 'look', title: 'Review' }] })
    const opened = browser.waitForEvent('page')
    const button = await notification
    click(button, button.actions.find(({ label }) => label === 'Review')?.key)
    const window = await opened
    await window.waitForURL(`${site.url}/opened?action=look`)
    await window.close()
  })

  test('swiping it away tells the worker', async () => {
    const notification = shown.next(({ title }) => title === 'Away')
    await send({ title: 'Away', body: '' })
    const closing = site.events.next(({ kind }) => kind === 'notificationclose')
    dismiss(await notification)
    expect((await closing).data).toBe('Away')
  })
}
