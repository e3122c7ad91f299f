import { join } from 'node:path'
import type { Page } from 'playwright-core'
import postgres from 'postgres'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { findChromium } from '../lab/browser/find-chromium.ts'
import { type NotificationDaemon, startNotificationDaemon } from '../lab/notifications/daemon.ts'
import { type PushService, startPushService } from '../lab/push-service/push-service.ts'
import { type ApproverPhone, setUpPhone, startPhone } from '../lab/stage/approver-phone.ts'
import { type RequesterBrowser, signInFromPopup, startRequester } from '../lab/stage/requester.ts'
import { type Temporary, temporaryDirectory } from '../lab/stage/temporary-directory.ts'
import { startWorld, type World, type WorldOptions } from '../lab/stage/world.ts'
import { patience } from './scene.ts'
import { hearViolations } from './violations.ts'

/** Everything real: two browsers, push from the relay to the phone's service worker, its notification, the click on it. */
export type PhoneScene = {
  readonly world: () => World
  readonly phone: () => ApproverPhone
  readonly requester: () => RequesterBrowser
  readonly notifications: () => NotificationDaemon
  /** One more phone, with the same push service. */
  readonly startAnother: (owner: string) => Promise<ApproverPhone>
  /** A page of the console on which somebody has just deleted a user. */
  readonly askToDelete: (user: string) => Promise<Page>
  /** Waits for the newest notification on the phone and taps it. */
  readonly openFromNotification: () => Promise<Page>
  /** The relay's database. */
  readonly sql: () => ReturnType<typeof postgres>
}

type PhoneSceneOptions = Pick<WorldOptions, 'appDirectory' | 'hostedAppDirectory' | 'more' | 'policy'> & {
  /** Whose phone it is; that of an approver unless it is said. */
  readonly owner?: string
}

export function usePhoneScene({ owner = 'approver-1', ...app }: PhoneSceneOptions): PhoneScene {
  let directory: Temporary
  let pushService: PushService
  let notifications: NotificationDaemon
  let world: World
  let requester: RequesterBrowser
  let phone: ApproverPhone
  let database: ReturnType<typeof postgres> | undefined
  const others: ApproverPhone[] = []
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
    world = await startWorld({ directory: directory.path, ...app, pushService })
    const { appUrl } = world
    phone = await startPhone({ executablePath, directory: directory.path, appUrl, pushService, notifications })
    violations = await hearViolations(phone.context)
    await setUpPhone(phone, owner)
    requester = await startRequester(world, { executablePath, directory: directory.path })
    await signInFromPopup(requester, 'requester')
  })

  beforeEach(() => world.console.reset())

  // Whatever a test does, no page of the app may break its own content security policy.
  afterEach(() => expect(violations()).toEqual([]))

  afterAll(async () => {
    await Promise.all([phone, ...others].map((one) => one?.close()))
    await requester?.close()
    await database?.end()
    await world?.close()
    await notifications?.close()
    await pushService?.close()
    await directory?.remove()
  })

  return {
    world: () => world,
    phone: () => phone,
    requester: () => requester,
    notifications: () => notifications,
    startAnother: async (username) => {
      const chromium = await findChromium(() => {})
      if (chromium.kind !== 'found') throw new Error(chromium.sentence)
      const { executablePath } = chromium
      const profile = join(directory.path, username)
      const { appUrl } = world
      const other = await startPhone({ executablePath, directory: profile, appUrl, pushService, notifications })
      others.push(other)
      await setUpPhone(other, username)
      return other
    },
    askToDelete: async (user) => {
      const page = await requester.context.newPage()
      await page.goto(`${world.console.origin}/users`)
      await page.locator(`tr[data-row=${user}] [data-action=delete]`).click()
      return page
    },
    openFromNotification: async () => {
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
    },
    sql: () => {
      database ??= postgres(world.relay().databaseUrl, { max: 1 })
      return database
    },
  }
}
