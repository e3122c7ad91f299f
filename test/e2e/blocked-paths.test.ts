import { afterEach, expect, test } from 'vitest'
import { readPanel } from '../lab/stage/panel.ts'
import { readPopup } from '../lab/stage/popup.ts'
import { blockedRoutes, blockedRules } from './blocked-routes.ts'
import { blockedWays, sendFromElsewhere } from './blocked-ways.ts'
import { panelSays, patience, useScene } from './scene.ts'

const scene = useScene({ more: { routes: blockedRoutes, rules: blockedRules } })
const calls = () => scene.world().console.calls.map(({ method, path, status }) => `${method} ${path} ${status}`)

afterEach(async () => {
  for (const page of scene.requester().context.pages()) if (page.url().startsWith('http')) await page.close()
  await expect.poll(async () => (await scene.approver().pending()).length, patience).toBe(0)
})

test('a link whose address a rule protects is held, and opened once when it is approved', async () => {
  const page = await scene.open('/ways')
  await page.locator('#link').click()
  await panelSays(page, 'Waiting for approval Clear link')
  expect(calls()).toEqual([])
  await scene.approver().approve(await scene.waiting())
  await page.locator('h1', { hasText: 'Gone' }).waitFor()
  await panelSays(page, 'The console answered 200')
  expect(page.url()).toBe(`${scene.world().console.origin}/danger/link?why=a%20b`)
  expect(calls()).toEqual(['GET /danger/link?why=a%20b 200'])
})

test('so is a form that is sent by GET, with the query that the browser makes of it', async () => {
  const page = await scene.open('/ways')
  await page.locator('form button').click()
  await scene.approver().approve(await scene.waiting())
  await page.locator('h1', { hasText: 'Gone' }).waitFor()
  await panelSays(page, 'Done')
  expect(calls()).toEqual(['GET /danger/form?why=a+b 200'])
})

test('so is a script’s own GET', async () => {
  const page = await scene.open('/ways')
  const answered = page.evaluate(async () => (await fetch('/danger/fetch')).status)
  await scene.approver().approve(await scene.waiting())
  expect(await answered).toBe(200)
  expect(calls()).toEqual(['GET /danger/fetch 200'])
})

test('an address that is opened from the address bar is offered in its tab, asked for by a click, and opened once', async () => {
  const page = await scene.requester().context.newPage()
  const url = `${scene.world().console.origin}/danger/bar`
  await expect(page.goto(url)).rejects.toThrow('ERR_BLOCKED_BY_CLIENT')
  const ask = page.getByRole('button', { name: 'Ask for it' })
  await ask.waitFor()
  expect(await scene.approver().pending()).toEqual([])
  await ask.click()
  await page.getByText('Waiting for approval').waitFor()
  const view = await scene.waiting()
  expect(calls()).toEqual([])
  await scene.approver().approve(view)
  await page.locator('h1', { hasText: 'Gone' }).waitFor()
  await panelSays(page, 'The console answered 200')
  expect(page.url()).toBe(url)
  expect(calls()).toEqual(['GET /danger/bar 200'])
})

test('an address in an odd spelling that is opened from the address bar is stopped, and goes on at a click where no rule protects it', async () => {
  const page = await scene.requester().context.newPage()
  const url = `${scene.world().console.origin}/other//page`
  await expect(page.goto(url)).rejects.toThrow('ERR_BLOCKED_BY_CLIENT')
  await page.getByRole('button', { name: 'Ask for it' }).click()
  await page.locator('h1', { hasText: 'Other' }).waitFor()
  expect(page.url()).toBe(url)
  expect(await scene.approver().pending()).toEqual([])
})

test.each(blockedWays)('$name is blocked, told, and not asked for', async ({ words, send, click }) => {
  const page = await scene.open('/ways')
  await page.evaluate(send)
  if (click !== undefined) await page.locator(click).click()
  await panelSays(page, words)
  expect((await readPanel(page)).split('Blocked')).toHaveLength(2)
  expect(await scene.approver().pending()).toEqual([])
  expect(calls()).toEqual([])
})

test('what a frame of the console sends inside a page of another site is told in the frame', async () => {
  const { origin } = scene.world().console
  const page = await scene.requester().context.newPage()
  await page.goto(`${origin.replace('127.0.0.1', 'localhost')}/ways-around?${encodeURIComponent(`${origin}/ways`)}`)
  await page.frameLocator('iframe').locator('#link').waitFor()
  const [frame] = page.mainFrame().childFrames()
  if (frame === undefined) throw new Error('There is no frame.')
  await frame.evaluate(() => new Worker('/ways-worker.js').postMessage('/danger/inside'))
  await panelSays(frame, 'Sent by a worker')
  expect(calls()).toEqual([])
})

test('what a frame of another site sends is blocked as well, and counted at the toolbar’s button alone', async () => {
  const page = await scene.open('/ways')
  expect(await readPopup(page)).not.toContain('blocked')
  expect(await page.evaluate(sendFromElsewhere)).toBe('TypeError: Failed to fetch')
  expect(calls()).toEqual([])
  expect(await readPopup(page)).toContain('One request of this tab was blocked')
  expect(await readPanel(page)).toBe('')
})

test('the options page counts for each console what was held, released and blocked', async () => {
  const worker = await scene.requester().worker()
  const options = await scene.requester().context.newPage()
  await options.goto(new URL('/src/options/options.html', worker.url()).href)
  const row = (name: string) => options.getByRole('row', { name }).getByRole('cell').allInnerTexts()
  await expect.poll(() => row('Form').catch(() => []), patience).toEqual([])
  expect((await row('Link')).slice(0, 3)).toEqual(['2', '2', '0'])
  expect((await row('Script of the page')).slice(0, 3)).toEqual(['1', '1', '0'])
  // Twenty of one worker, three of others and a stream, one in a frame.
  expect((await row('Worker or event stream of the page')).slice(0, 3)).toEqual(['0', '0', '24'])
  for (const name of ['WebSocket', 'HEAD request']) expect((await row(name)).slice(0, 3)).toEqual(['0', '0', '1'])
  await options.close()
})
