import type { RequestId } from '@countersign/shared/protocol'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makeExtensionKey } from '../lab/browser/extension-key.ts'
import { findChromium } from '../lab/browser/find-chromium.ts'
import { mayManage } from '../lab/browser/managed-settings.ts'
import { type ScriptedApprover, signInApprover } from '../lab/stage/approver-script.ts'
import { startInstalledRequester } from '../lab/stage/installed-requester.ts'
import {
  type RequesterBrowser,
  type RequesterOptions,
  signInFromPopup,
  startRequester,
} from '../lab/stage/requester.ts'
import { type Temporary, temporaryDirectory } from '../lab/stage/temporary-directory.ts'
import { startWorld, type World } from '../lab/stage/world.ts'
import { altered, alteredBuild } from './altered-build.ts'
import { putShape, type Shape, shapes } from './body-shapes.ts'
import { meddledRules, meddlingRoutes } from './meddling-worker.ts'
import { panelSays, patience } from './scene.ts'

// The network layer compares what leaves with what was held. A build that was tampered with sends something else.

const may = await mayManage()
const key = makeExtensionKey()

describe('in a Chromium whose user has installed the extension', () => {
  const scene = useBrowser(startRequester)

  test.for(shapes)('what was approved goes out as it was held: %s', async (shape) => {
    expect(await scene.outcomeOfShape(shape)).toEqual({ kind: 'answered', status: 200, ms: expect.any(Number) })
  })
})

describe('in a Chromium whose user has installed a build that was tampered with', () => {
  const scene = useBrowser(startRequester, alteredBuild)

  test('other content than what was approved raises an alarm, here and in the log', async () => {
    const { page, answered, id } = await scene.put('json')
    expect(answered).toBe('200')
    await panelSays(page, 'What was sent is not what was held.')
    // It has gone out: what this browser cannot do is said, not hidden.
    expect(scene.sent()).toEqual([altered])
    expect(await scene.outcomeOf(id)).toMatchObject({ status: 200, alarm: 'differs_sent' })
    await page.close()
  })
})

const installed: Start = (world, options) => startInstalledRequester(world, key, options)

describe.runIf(may)('in a Chromium whose administrator has installed the extension', () => {
  const scene = useBrowser(installed)

  test.for(shapes)('what was approved goes out as it was held: %s', async (shape) => {
    expect(await scene.outcomeOfShape(shape)).toEqual({ kind: 'answered', status: 200, ms: expect.any(Number) })
  })
})

describe.runIf(may)('in a Chromium whose administrator has installed a build that was tampered with', () => {
  const scene = useBrowser(installed, alteredBuild)

  test('other content than what was approved does not go out', async () => {
    const { page, answered, id } = await scene.put('json')
    expect(answered).toContain('Failed to fetch')
    await panelSays(page, 'Something on the page tried to send other content than what was held.')
    expect(scene.sent()).toEqual([])
    expect(await scene.outcomeOf(id)).toMatchObject({ kind: 'failed', alarm: 'differs_stopped' })
    await page.close()
  })
})

type Start = (world: World, options: RequesterOptions) => Promise<RequesterBrowser>

function useBrowser(start: Start, build?: (directory: string) => Promise<string>) {
  let directory: Temporary
  let world: World
  let approver: ScriptedApprover
  let requester: RequesterBrowser

  beforeAll(async () => {
    const chromium = await findChromium(() => {})
    if (chromium.kind !== 'found') throw new Error(chromium.sentence)
    directory = await temporaryDirectory()
    world = await startWorld({
      directory: directory.path,
      more: { routes: meddlingRoutes, rules: meddledRules },
      extensionRedirects: [key.redirect],
    })
    approver = await signInApprover(world, 'approver-1')
    const { executablePath } = chromium
    const built = build === undefined ? {} : { built: await build(directory.path) }
    requester = await start(world, { executablePath, directory: directory.path, ...built })
    await signInFromPopup(requester, 'requester')
  })

  beforeEach(() => world.console.reset())

  afterAll(async () => {
    await requester?.close()
    await world?.close()
    await directory?.remove()
  })

  /** Puts a body, has it approved, and waits for what the page gets. */
  async function put(shape: Shape) {
    const page = await requester.context.newPage()
    await page.goto(`${world.console.origin}/users`)
    const answered = page.evaluate(putShape, shape)
    await expect.poll(async () => (await approver.pending()).length, patience).toBe(1)
    const [view] = await approver.pending()
    if (view === undefined) throw new Error('Nothing waits.')
    await approver.approve(view)
    return { page, answered: await answered, id: view.request.id }
  }

  async function outcomeOf(id: RequestId) {
    const { client } = approver.device
    const read = async () => (await client.call('readRequest', { params: { id } })).status.outcome?.outcome
    await expect.poll(read, patience).toBeDefined()
    return read()
  }

  return {
    sent: () => world.console.calls.map(({ body }) => body.toString()),
    put,
    outcomeOfShape: async (shape: Shape) => {
      const { page, answered, id } = await put(shape)
      expect(answered).toBe('200')
      expect(world.console.calls).toHaveLength(1)
      await page.close()
      return outcomeOf(id)
    },
    outcomeOf,
  }
}
