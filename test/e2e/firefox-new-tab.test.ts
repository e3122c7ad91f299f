import type { FastifyInstance } from 'fastify'
import { afterEach, describe, expect, test } from 'vitest'
import type { FirefoxPage } from '../lab/browser/firefox-page.ts'
import { clickFirefoxPanel, firefoxPanelSays } from '../lab/stage/firefox-panel.ts'
import { firefoxHere, useFirefoxScene } from './firefox-scene.ts'
import { patience } from './scene.ts'

const firefox = await firefoxHere()

function routes(app: FastifyInstance): void {
  for (const method of ['GET', 'POST'] as const) {
    app.route({
      method,
      url: '/clear/:name',
      config: { destructive: true },
      handler: (_request, reply) => reply.type('text/html').send('<!doctype html><title>Gone</title><h1>Gone</h1>'),
    })
  }
}

function rules(console: string): string {
  const rule = (method: string) => `  - id: clear-${method.toLowerCase()}
    console: Acme Admin
    match: { method: ${method}, url: "${console}/clear/:name{\\\\?*}?" }
    summary: "Clear {name}"
    approvers: { when: "'platform-leads' in approver.groups" }
`
  return rule('GET') + rule('POST')
}

describe.skipIf(firefox.kind === 'missing')('what leads into a new tab in Firefox', () => {
  const scene = useFirefoxScene(firefox, { more: { routes, rules } })
  const calls = () => scene.world().console.calls
  const titles = async () => {
    const pages = await scene.requester().pages()
    return Promise.all(pages.map((page) => page.evaluate(() => document.title, undefined).catch(() => '')))
  }
  const waitingTabs = async () => (await titles()).filter((title) => title === 'Held')
  let page: FirefoxPage

  /** A page of the console that is nothing but this; what is `#go` in it is clicked. */
  async function show(body: string): Promise<void> {
    page = await scene.open('/users')
    await page.evaluate((html) => {
      document.body.innerHTML = html
    }, body)
    await page.click('#go')
  }

  async function landedAt(url: string): Promise<void> {
    const addresses = async () => Promise.all((await scene.requester().pages()).map((open) => open.url()))
    await expect.poll(addresses, patience).toContain(url)
  }

  afterEach(async () => {
    for (const open of await scene.requester().pages()) if ((await open.url()).startsWith('http')) await open.close()
    await expect.poll(async () => (await scene.approver().pending()).length, patience).toBe(0)
  })

  test('waits in that tab, and goes on in it once it is approved, as the page’s own form would', async () => {
    await show(
      '<form method="post" action="/clear/form" target="_blank"><input name="a" value="ü 1"><button id="go">Go</button></form>',
    )
    await expect.poll(waitingTabs, patience).toHaveLength(1)
    expect(calls()).toHaveLength(0)
    await scene.approver().approve(await scene.waiting())
    await expect.poll(() => calls().length, patience).toBe(1)
    const { origin } = scene.world().console
    expect(calls()[0]).toMatchObject({ method: 'POST', path: '/clear/form', sessionCookie: true, origin })
    expect(calls()[0]?.headers['referer']).toBe(`${origin}/users`)
    expect(calls()[0]?.body.toString()).toBe('a=%C3%BC+1')
    await landedAt(`${origin}/clear/form`)
    await firefoxPanelSays(page, 'The console answered 200')
    expect(calls()).toHaveLength(1)
  })

  test('a link opens in its tab once it is approved, and the page that it was on says how it went', async () => {
    await show('<a id="go" href="/clear/link?why=a%20b" target="_blank">Go</a>')
    await expect.poll(waitingTabs, patience).toHaveLength(1)
    await scene.approver().approve(await scene.waiting())
    await landedAt(`${scene.world().console.origin}/clear/link?why=a%20b`)
    await firefoxPanelSays(page, 'The console answered 200')
    expect(calls()).toHaveLength(1)
    expect(await waitingTabs()).toEqual([])
  })

  test('is blocked with words where the browser lets no tab be opened: there was no click', async () => {
    page = await scene.open('/users')
    await page.evaluate(async () => {
      document.body.innerHTML = '<form method="post" action="/clear/form" target="_blank"></form>'
      // What a test runs counts as a click, for a few seconds.
      while (navigator.userActivation.isActive) await new Promise((resolve) => requestAnimationFrame(resolve))
      document.forms[0]?.submit()
    }, undefined)
    await firefoxPanelSays(page, 'this browser did not let one wait for it')
    expect(await scene.approver().pending()).toEqual([])
    expect(calls()).toHaveLength(0)
  })

  test('the tab closes when it is cancelled', async () => {
    await show('<a id="go" href="/clear/link?why=a%20b" target="_blank">Go</a>')
    await expect.poll(waitingTabs, patience).toHaveLength(1)
    await scene.waiting()
    await clickFirefoxPanel(page, 'Cancel')
    await firefoxPanelSays(page, 'Cancelled')
    await expect.poll(waitingTabs, patience).toEqual([])
    expect(calls()).toHaveLength(0)
  })
})
