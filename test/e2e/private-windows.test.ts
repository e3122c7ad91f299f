import type { FastifyInstance } from 'fastify'
import type { Page } from 'playwright-core'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { lifeRoutes, lifeRules } from './life-rules.ts'
import { patience, useScene } from './scene.ts'

// Private windows, where the extension is allowed there. No test tool is attached to their pages: they tell themselves
// what they hear.

const scene = useScene({ more: { routes, rules: lifeRules } })
const calls = () => scene.world().console.calls
const deletions = { method: 'DELETE', status: 200 }

/** What pages told of themselves, oldest first. */
const told: string[] = []
/** A page of the extension, which may open windows. */
let own: Page

/** As somebody does on the browser's page of extensions; the extension is started anew by it. */
beforeAll(async () => {
  const { context, worker } = scene.requester()
  const popup = new URL('/src/popup/popup.html', (await worker()).url())
  const page = await context.newPage()
  await page.goto('chrome://extensions')
  await page.evaluate(async (extensionId) => {
    type Change = (change: object) => Promise<void>
    type Private = { updateProfileConfiguration: Change; updateExtensionConfiguration: Change }
    const { developerPrivate } = chrome as unknown as { developerPrivate: Private }
    // Without this what is not from a store is not started again.
    await developerPrivate.updateProfileConfiguration({ inDeveloperMode: true })
    await developerPrivate.updateExtensionConfiguration({ extensionId, incognitoAccess: true })
  }, popup.host)
  await page.close()
  own = await context.newPage()
  await vi.waitFor(() => own.goto(popup.href), patience)
})

afterEach(async () => {
  await expect.poll(async () => (await scene.approver().pending()).length, patience).toBe(0)
})

async function openPrivately(path: string): Promise<void> {
  await own.evaluate((url) => chrome.windows.create({ url, incognito: true }), scene.world().console.origin + path)
}

test('a private window’s page is held and released like any other', async () => {
  await openPrivately('/life/private')
  const view = await scene.waiting()
  expect(calls()).toEqual([])
  await scene.approver().approve(view)
  await expect.poll(() => told, patience).toEqual(['200'])
  expect(calls()).toMatchObject([deletions])
})

function routes(app: FastifyInstance): void {
  app.get('/life/private', (_request, reply) => reply.type('text/html').send(html))
  lifeRoutes(app, told)
}

const html = `<!doctype html><meta charset="utf-8"><title>Private</title><script>
  const tell = (what) => fetch('/life/told/' + what)
  fetch('/life/things/private', { method: 'DELETE' }).then(({ status }) => tell(status), ({ name }) => tell(name))
</script>`
