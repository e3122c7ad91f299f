import { join } from 'node:path'
import { type BrowserContext, devices, type Page } from 'playwright-core'
import { launchBrowser } from '../browser/launch.ts'
import { signInAs } from '../idp/person.ts'
import type { NotificationDaemon } from '../notifications/daemon.ts'
import type { PushService } from '../push-service/push-service.ts'

/** The approver's phone: a browser of its own, in the size of one, with real push and real notifications. */
export type ApproverPhone = {
  readonly context: BrowserContext
  /** The app's page of the moment. */
  readonly page: () => Page
  readonly close: () => Promise<void>
}

export type PhoneOptions = {
  readonly executablePath: string
  readonly directory: string
  readonly appUrl: string
  readonly pushService: PushService
  readonly notifications: NotificationDaemon | undefined
  readonly headless?: boolean
  readonly colorScheme?: 'light' | 'dark'
  readonly window?: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
}

export async function startPhone(options: PhoneOptions): Promise<ApproverPhone> {
  const { defaultBrowserType: _, ...pixel } = devices['Pixel 7'] ?? {}
  const context = await launchBrowser({
    executablePath: options.executablePath,
    profileDir: join(options.directory, 'approver-profile'),
    headless: options.headless ?? true,
    pushService: options.pushService,
    ...(options.notifications === undefined ? {} : { notifications: options.notifications }),
    ...(options.window === undefined
      ? { emulate: { ...pixel, colorScheme: options.colorScheme ?? 'light' } }
      : // A window of its own, as an installed app has.
        { window: options.window, args: [`--app=${options.appUrl}`] }),
  })
  await context.grantPermissions(['notifications'], { origin: options.appUrl })
  const [first] = context.pages()
  const page = first ?? (await context.newPage())
  await page.goto(options.appUrl)
  return {
    context,
    page: () => context.pages().findLast((candidate) => candidate.url().startsWith(options.appUrl)) ?? page,
    close: () => context.close(),
  }
}

/** First start: the approver signs in and turns notifications on. */
export async function setUpPhone({ page }: ApproverPhone, username: string): Promise<void> {
  await page()
    .getByRole('button', { name: /Sign in/ })
    .click()
  await signInAs(page(), { username })
  const registered = page().waitForResponse(
    (answer) => answer.url().endsWith('/v1/devices') && answer.request().method() === 'POST' && answer.ok(),
  )
  await page().getByRole('button', { name: 'Turn on notifications' }).click()
  await registered
}
