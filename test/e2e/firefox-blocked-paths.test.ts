import { afterEach, describe, expect, test } from 'vitest'
import type { FirefoxPage } from '../lab/browser/firefox-page.ts'
import { firefoxPanelSays, readFirefoxPanel } from '../lab/stage/firefox-panel.ts'
import { blockedRoutes, blockedRules } from './blocked-routes.ts'
import { blockedWays, sendFromElsewhere } from './blocked-ways.ts'
import { firefoxHere, useFirefoxScene } from './firefox-scene.ts'
import { patience } from './scene.ts'

const firefox = await firefoxHere()

describe.skipIf(firefox.kind === 'missing')('in Firefox', () => {
  const scene = useFirefoxScene(firefox, {
    more: { routes: blockedRoutes, rules: blockedRules },
    // Pings of links are off until somebody turns them on.
    prefs: { 'browser.send_pings': true },
  })
  const calls = () => scene.world().console.calls.map(({ method, path, status }) => `${method} ${path} ${status}`)
  let page: FirefoxPage

  afterEach(async () => {
    await page?.close()
    await expect.poll(async () => (await scene.approver().pending()).length, patience).toBe(0)
  })

  test.each(blockedWays)('$name is blocked, told, and not asked for', async ({ words, send, click }) => {
    page = await scene.open('/ways')
    await page.evaluate(send, undefined)
    if (click !== undefined) await page.click(click)
    await firefoxPanelSays(page, words)
    expect((await readFirefoxPanel(page)).split('Blocked')).toHaveLength(2)
    expect(await scene.approver().pending()).toEqual([])
    expect(calls()).toEqual([])
  })

  test('what a frame of the console sends inside a page of another site is told in the frame', async () => {
    const { origin } = scene.world().console
    const around = origin.replace('127.0.0.1', 'localhost')
    page = await scene.requester().open(`${around}/ways-around?${encodeURIComponent(`${origin}/ways`)}`)
    await expect.poll(async () => (await frameOf(page))?.url(), patience).toBe(`${origin}/ways`)
    const frame = await frameOf(page)
    if (frame === undefined) throw new Error('There is no frame.')
    await frame.waitFor('#link')
    await frame.evaluate(() => new Worker('/ways-worker.js').postMessage('/danger/inside'), undefined)
    await firefoxPanelSays(frame, 'Sent by a worker')
    expect(calls()).toEqual([])
  })

  test('what a frame of another site sends is blocked as well, and nobody is told', async () => {
    page = await scene.open('/ways')
    expect(await page.evaluate(sendFromElsewhere, undefined)).toContain('NetworkError')
    expect(calls()).toEqual([])
    // What the page itself sends after it is told, so what came before would have been.
    await page.evaluate(() => new Worker('/ways-worker.js').postMessage('/danger/worker'), undefined)
    await firefoxPanelSays(page, 'Sent by a worker')
    expect((await readFirefoxPanel(page)).split('Blocked')).toHaveLength(2)
  })

  test('an address that is opened from the address bar is offered in its tab, asked for by a click, and opened once', async () => {
    const url = `${scene.world().console.origin}/danger/bar`
    page = await scene.requester().open('about:blank')
    // The block's own error, or that of the page which has taken its place.
    await expect(page.goto(url)).rejects.toThrow(/NS_ERROR_ABORT|NS_BINDING_ABORTED/)
    await page.click('.page__button')
    await page.waitFor('[data-state=waiting]')
    const view = await scene.waiting()
    expect(calls()).toEqual([])
    await scene.approver().approve(view)
    await firefoxPanelSays(page, 'The console answered 200')
    expect(await page.url()).toBe(url)
    expect(calls()).toEqual(['GET /danger/bar 200'])
  })

  test('the options page counts for each console what was held, released and blocked', async () => {
    page = await scene.requester().open(scene.requester().extensionUrl('src/options/options.html'))
    const row = (name: string) =>
      page.evaluate(
        (head) =>
          [...document.querySelectorAll('tr')]
            .filter((tr) => tr.querySelector('th')?.textContent?.startsWith(head))
            .map((tr) => [...tr.querySelectorAll('td')].slice(0, 3).map((td) => td.textContent)),
        name,
      )
    await expect.poll(() => row('WebSocket'), patience).toEqual([['0', '0', '1']])
    expect(await row('Worker or event stream')).toEqual([['0', '0', '25']])
    expect(await row('Shared or service worker')).toEqual([['0', '0', '2']])
    expect(await row('HEAD request')).toEqual([['0', '0', '1']])
    // What was opened from the address bar counts as blocked, held, and released.
    expect(await row('Address bar')).toEqual([['1', '1', '2']])
  })

  async function frameOf(outer: FirefoxPage): Promise<FirefoxPage | undefined> {
    const [frame] = await outer.frames()
    return frame
  }
})
