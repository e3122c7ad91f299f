import type { RequestView } from '@countersign/shared/api'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import { findChromium } from '../lab/browser/find-chromium.ts'
import { type ScriptedApprover, signInApprover } from '../lab/stage/approver-script.ts'
import {
  type RequesterBrowser,
  type RequesterOptions,
  signInFromPopup,
  startRequester,
} from '../lab/stage/requester.ts'
import { type Temporary, temporaryDirectory } from '../lab/stage/temporary-directory.ts'
import { startWorld, type World, type WorldOptions } from '../lab/stage/world.ts'

/** What most tests of the loop need: everything running, an admin signed in, an approver signed in. */
export type Scene = {
  readonly world: () => World
  readonly requester: () => RequesterBrowser
  readonly approver: () => ScriptedApprover
  readonly directory: () => string
  /** A page of the console, as the signed-in admin. */
  readonly open: (path: string) => Promise<Page>
  /** The one request that waits for the approver. */
  readonly waiting: () => Promise<RequestView>
}

type SceneOptions = {
  readonly expires?: string
  readonly executeWithin?: string
  readonly askMaxAge?: string
  readonly username?: string
} & Pick<
  WorldOptions,
  'more' | 'appDirectory' | 'firstRules' | 'groups' | 'policy' | 'responseTypes' | 'backChannelLogout'
> &
  Pick<RequesterOptions, 'keepsPages'>

export function useScene(options: SceneOptions = {}): Scene {
  let directory: Temporary
  let world: World
  let requester: RequesterBrowser
  let approver: ScriptedApprover

  beforeAll(async () => {
    directory = await temporaryDirectory()
    const chromium = await findChromium(() => {})
    if (chromium.kind !== 'found') throw new Error(chromium.sentence)
    const { username, keepsPages = false, ...rest } = options
    world = await startWorld({ directory: directory.path, ...rest })
    approver = await signInApprover(world, 'approver-1')
    const { executablePath } = chromium
    requester = await startRequester(world, { executablePath, directory: directory.path, keepsPages })
    await signInFromPopup(requester, username ?? 'requester')
  })

  beforeEach(() => world.console.reset())

  afterAll(async () => {
    await requester?.close()
    await world?.close()
    await directory?.remove()
  })

  return {
    world: () => world,
    requester: () => requester,
    approver: () => approver,
    directory: () => directory.path,
    open: async (path) => {
      const page = await requester.context.newPage()
      await page.goto(world.console.origin + path)
      return page
    },
    waiting: () => theOneWaiting(approver),
  }
}

/** The one request that waits for an approver, once it is the only one. */
export async function theOneWaiting(approver: ScriptedApprover): Promise<RequestView> {
  await expect.poll(async () => (await approver.pending()).length, patience).toBe(1)
  const [view] = await approver.pending()
  if (view === undefined) throw new Error('Nothing waits.')
  return view
}

/** How long a test waits for what must come; never for what may. */
export const patience = { timeout: 15_000, interval: 50 } as const

export { panelSays } from '../lab/stage/panel-says.ts'
