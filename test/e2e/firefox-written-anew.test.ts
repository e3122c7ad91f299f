import { afterEach, describe, expect, test } from 'vitest'
import { clickFirefoxPanel, firefoxPanelSays } from '../lab/stage/firefox-panel.ts'
import { firefoxHere, useFirefoxScene } from './firefox-scene.ts'
import { remove, removeElsewhere, rewritingRoutes, rewritingRules, writeAnew } from './rewriting.ts'
import { patience } from './scene.ts'

const firefox = await firefoxHere()

describe.skipIf(firefox.kind === 'missing')('a page that is written anew in Firefox', () => {
  const scene = useFirefoxScene(firefox, { more: { routes: rewritingRoutes, rules: rewritingRules } })
  const paths = () =>
    scene
      .world()
      .console.calls.map(({ path }) => path)
      .filter((path) => path.startsWith('/life/'))

  afterEach(async () => {
    for (const open of await scene.requester().pages()) if ((await open.url()).startsWith('http')) await open.close()
    await expect.poll(async () => (await scene.approver().pending()).length, patience).toBe(0)
  })

  test('has held what it sends, and a card that can be used', async () => {
    const page = await scene.open('/users')
    await page.evaluate(writeAnew, '<h1>Anew</h1>')
    await page.evaluate(remove, 'anew')
    await scene.waiting()
    await firefoxPanelSays(page, 'Delete anew')
    await clickFirefoxPanel(page, 'Cancel')
    await firefoxPanelSays(page, 'Cancelled')
    expect(paths()).toEqual([])
  })

  test('has its forms held', async () => {
    const page = await scene.open('/users')
    await page.evaluate(writeAnew, '<form method="post" action="/life/forms"><button id="go">Go</button></form>')
    await page.click('#go')
    await scene.approver().approve(await scene.waiting())
    await firefoxPanelSays(page, 'Done')
    expect(paths()).toEqual(['/life/forms'])
  })

  test('shows what was held before, and releases it', async () => {
    const page = await scene.open('/users')
    await page.evaluate(remove, 'held')
    const view = await scene.waiting()
    await firefoxPanelSays(page, 'Delete held')
    await page.evaluate(writeAnew, '')
    await firefoxPanelSays(page, 'Delete held')
    await scene.approver().approve(view)
    await firefoxPanelSays(page, 'Done')
    expect(await page.evaluate(() => Reflect.get(window, 'heard'), undefined)).toBe(200)
    expect(paths()).toEqual(['/life/things/held'])
  })

  test('is held also where it is a window that was opened empty', async () => {
    const page = await scene.open('/users')
    await page.evaluate(removeElsewhere, 'made')
    await scene.approver().approve(await scene.waiting())
    await expect.poll(paths, patience).toEqual(['/life/things/made'])
  })
})
