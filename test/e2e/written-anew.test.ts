import { afterEach, expect, test } from 'vitest'
import { clickPanel } from '../lab/stage/panel.ts'
import { remove, removeElsewhere, rewritingRoutes, rewritingRules, writeAnew } from './rewriting.ts'
import { panelSays, patience, useScene } from './scene.ts'

// `document.open` empties a page and takes every listener off it, those of extensions as well.

const scene = useScene({ more: { routes: rewritingRoutes, rules: rewritingRules } })
const paths = () =>
  scene
    .world()
    .console.calls.map(({ path }) => path)
    .filter((path) => path.startsWith('/life/'))

afterEach(async () => {
  for (const page of scene.requester().context.pages()) if (page.url().startsWith('http')) await page.close()
  await expect.poll(async () => (await scene.approver().pending()).length, patience).toBe(0)
})

test('what a page sends after it was written anew is held, and its card can be used', async () => {
  const page = await scene.open('/users')
  await page.evaluate(writeAnew, '<h1>Anew</h1>')
  await page.evaluate(remove, 'anew')
  await scene.waiting()
  await panelSays(page, 'Delete anew')
  await clickPanel(page, 'Cancel')
  await panelSays(page, 'Cancelled')
  expect(paths()).toEqual([])
})

test('a form of a page that was written anew is held', async () => {
  const page = await scene.open('/users')
  await page.evaluate(writeAnew, '<form method="post" action="/life/forms"><button>Go</button></form>')
  await page.locator('button').click()
  await scene.approver().approve(await scene.waiting())
  await panelSays(page, 'Done')
  expect(paths()).toEqual(['/life/forms'])
})

test('what was held when the page was written anew is shown there, and released', async () => {
  const page = await scene.open('/users')
  await page.evaluate(remove, 'held')
  const view = await scene.waiting()
  await panelSays(page, 'Delete held')
  await page.evaluate(writeAnew, '')
  await panelSays(page, 'Delete held')
  await scene.approver().approve(view)
  await panelSays(page, 'Done')
  expect(await page.evaluate(() => Reflect.get(window, 'heard'))).toBe(200)
  expect(paths()).toEqual(['/life/things/held'])
})

test('what is sent from an empty window that was written at once is held', async () => {
  const page = await scene.open('/users')
  const opening = scene.requester().context.waitForEvent('page')
  await page.evaluate(removeElsewhere, 'made')
  const made = await opening
  const view = await scene.waiting()
  await panelSays(made, 'Delete made')
  await scene.approver().approve(view)
  await panelSays(made, 'Done')
  await expect.poll(() => made.title(), patience).toBe('Heard 200')
  expect(paths()).toEqual(['/life/things/made'])
})
