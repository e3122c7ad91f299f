import { join } from 'node:path'
import type { BrowserContext, Page, Worker } from 'playwright-core'
import { type Managed, makeManagedBuild } from '../../../extension/build/managed.ts'
import { launchBrowser } from '../browser/launch.ts'
import { signInAs } from '../idp/person.ts'
import type { World } from './world.ts'

/** The admin's browser with the organisation's build of the extension. */
export type RequesterBrowser = {
  readonly context: BrowserContext
  /** The extension's worker of the moment. */
  readonly worker: () => Promise<Worker>
  readonly close: () => Promise<void>
}

export type RequesterOptions = {
  readonly executablePath: string
  readonly directory: string
  readonly headless?: boolean
  /** An unpacked extension whose scripts are used, with this world's policy; the one built from the source otherwise. */
  readonly built?: string
  readonly keepsPages?: boolean
  /** More of the browser's command line. */
  readonly args?: readonly string[]
  readonly window?: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
}

export async function startRequester(world: World, options: RequesterOptions): Promise<RequesterBrowser> {
  const extension = join(options.directory, 'extension')
  await buildForWorld(world, extension, options.built === undefined ? {} : { built: options.built })
  const context = await launchBrowser({
    executablePath: options.executablePath,
    profileDir: join(options.directory, 'requester-profile'),
    headless: options.headless ?? true,
    extensionDirs: [extension],
    ...(options.args === undefined ? {} : { args: options.args }),
    ...(options.keepsPages === undefined ? {} : { keepsPages: options.keepsPages }),
    ...(options.window === undefined
      ? { emulate: { viewport: { width: 1280, height: 800 } } }
      : { window: options.window }),
  })
  const worker = () => firstWorker(context)
  await worker()
  return { context, worker, close: () => context.close() }
}

/** The organisation's build of the extension, written to a directory; for Chromium unless said otherwise. */
export function buildForWorld(
  { relayUrl, signed, trusted }: World,
  out: string,
  options: Partial<Pick<Managed, 'browser' | 'built' | 'own' | 'policy'>> = {},
): Promise<void> {
  const anchor = { relay: relayUrl, policyKey: signed.publicKey, minVersion: trusted.policy.version }
  return makeManagedBuild({ anchor, policy: signed.jws, out, browser: 'chromium', ...options })
}

export async function firstWorker(context: BrowserContext): Promise<Worker> {
  const [running] = context.serviceWorkers()
  return running ?? context.waitForEvent('serviceworker')
}

/** Signs the requester in, in the window that the extension opens for it. */
export async function signInRequester(context: BrowserContext, username = 'requester'): Promise<void> {
  const page = await windowAt(context, '/interaction/')
  const closed = page.waitForEvent('close')
  await signInAs(page, { username })
  await closed
}

async function windowAt(context: BrowserContext, path: string): Promise<Page> {
  const found = context.pages().find((page) => page.url().includes(path))
  if (found !== undefined) return found
  return context.waitForEvent('page')
}

/** The admin signs in from the toolbar, before anything is held. */
export async function signInFromPopup(requester: RequesterBrowser, username: string): Promise<void> {
  const popup = await requester.context.newPage()
  const worker = await requester.worker()
  await popup.goto(new URL('/src/popup/popup.html', worker.url()).href)
  await popup.getByRole('button', { name: /Sign in/ }).click()
  await signInRequester(requester.context, username)
  await popup.getByRole('button', { name: 'Sign out' }).waitFor()
  await popup.close()
}
