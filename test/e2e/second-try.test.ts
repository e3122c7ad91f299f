import type { Page } from 'playwright-core'
import { afterEach, expect, test } from 'vitest'
import { clickPanel } from '../lab/stage/panel.ts'
import { killWorker } from './kill-worker.ts'
import { panelSays, patience, useScene } from './scene.ts'

const scene = useScene()
const calls = () => scene.world().console.calls
afterEach(async () => {
  for (const page of scene.requester().context.pages()) if (page.url().startsWith('http')) await page.close()
  await nothingWaits()
})
const nothingWaits = () => expect.poll(async () => (await scene.approver().pending()).length, patience).toBe(0)

/** Deletes a user as the console does; the page gives up when `giveUp()` is called in it. */
function startDelete(
  page: Page,
  user: string,
  { body = '{"transfer_to":"archive"}', more = {} }: { body?: string; more?: Record<string, string> } = {},
): Promise<unknown> {
  return page.evaluate(
    async ({ user, body, more }) => {
      const stop = new AbortController()
      Object.assign(window, { giveUp: () => stop.abort() })
      const token = document.querySelector<HTMLMetaElement>('meta[name=csrf-token]')?.content ?? ''
      const headers = { 'content-type': 'application/json', 'x-csrf-token': token, ...more }
      const call = fetch(`/api/users/${user}`, { method: 'DELETE', headers, body, signal: stop.signal })
      return call.then(
        async (response) => `${response.status} ${await response.text()}`,
        (error: Error) => error.name,
      )
    },
    { user, body, more },
  )
}

const giveUp = (page: Page) => page.evaluate(() => (window as unknown as { giveUp: () => void }).giveUp())

test('a page that stops waiting keeps what it asked: once approved, the same again runs it, once', async () => {
  const page = await scene.open('/users')
  const first = startDelete(page, 'u-104')
  const view = await scene.waiting()
  await giveUp(page)
  expect(await first).toBe('AbortError')
  await panelSays(page, 'Once it is approved, do the same again')
  await scene.approver().approve(view)
  await panelSays(page, 'Do the same again within')
  expect(calls()).toHaveLength(0)

  expect(await startDelete(page, 'u-104')).toMatch(/^200/)
  await panelSays(page, 'Done')
  expect(calls()).toHaveLength(1)
  expect(await scene.approver().pending()).toEqual([])

  const third = startDelete(page, 'u-104')
  const again = await scene.waiting()
  expect(again.request.id).not.toBe(view.request.id)
  await clickPanel(page, 'Cancel')
  expect(await third).toBe('TypeError')
  expect(calls()).toHaveLength(1)
  await page.close()
})

test('a reloaded page shows what it asked before, and runs it with the CSRF token of its own', async () => {
  const page = await scene.open('/users')
  await page.locator('tr[data-row=u-103] [data-action=delete]').click()
  const view = await scene.waiting()
  await page.reload()
  await panelSays(page, 'Once it is approved, do the same again')
  await scene.approver().approve(view)
  await panelSays(page, 'Do the same again within')
  expect(calls()).toHaveLength(0)
  await page.locator('tr[data-row=u-103] [data-action=delete]').click()
  await panelSays(page, 'Done')
  expect(calls()).toMatchObject([{ method: 'DELETE', path: '/api/users/u-103', status: 200 }])
  await page.close()
})

test('a page that comes back while somebody is asked joins the request that waits', async () => {
  const page = await scene.open('/users')
  await page.locator('tr[data-row=u-103] [data-action=delete]').click()
  const view = await scene.waiting()
  await page.reload()
  await panelSays(page, 'Once it is approved, do the same again')
  await page.locator('tr[data-row=u-103] [data-action=delete]').click()
  await scene.approver().approve(view)
  await panelSays(page, 'Done')
  await nothingWaits()
  expect(calls()).toHaveLength(1)
  await page.close()
})

test('what was really sent is in the outcome where it carried another token than what was approved', async () => {
  const page = await scene.open('/users')
  const first = startDelete(page, 'u-102')
  const view = await scene.waiting()
  await giveUp(page)
  await first
  await scene.approver().approve(view)
  await panelSays(page, 'Do the same again within')
  expect(await startDelete(page, 'u-102', { more: { 'x-xsrf-token': 'of this load' } })).toMatch(/^200/)
  const { client } = scene.approver().device
  const read = () => client.call('readRequest', { params: { id: view.request.id } })
  await expect
    .poll(async () => (await read()).status.outcome?.outcome, patience)
    .toMatchObject({ kind: 'answered', status: 200, sent: expect.any(String) })
  expect(calls()[0]?.headers['x-xsrf-token']).toBe('of this load')
})

test('a double click asks once, is sent once, and answers both', async () => {
  const page = await scene.open('/users')
  const both = Promise.all([startDelete(page, 'u-102'), startDelete(page, 'u-102')])
  await scene.approver().approve(await scene.waiting())
  const [one, other] = await both
  expect(one).toMatch(/^200/)
  expect(other).toBe(one)
  await panelSays(page, 'Done')
  await nothingWaits()
  expect(calls()).toHaveLength(1)
  await page.close()
})

test('something else than what was approved is asked anew, and what is ready stays so', async () => {
  const page = await scene.open('/users')
  const first = startDelete(page, 'u-104')
  const view = await scene.waiting()
  await giveUp(page)
  await first
  await scene.approver().approve(view)
  await panelSays(page, 'Do the same again within')
  const other = startDelete(page, 'u-104', { body: '{"transfer_to":"nobody"}' })
  const asked = await scene.waiting()
  await scene.approver().deny(asked)
  expect(await other).toBe('TypeError')
  expect(calls()).toHaveLength(0)
  await clickPanel(page, 'Cancel')
  await panelSays(page, 'Cancelled')
  const third = startDelete(page, 'u-104')
  await scene.waiting()
  expect(calls()).toHaveLength(0)
  await page.close()
  await third.catch(() => {})
  await nothingWaits()
})

test('a worker that dies while it is ready forgets nothing, and releases once', async () => {
  const page = await scene.open('/users')
  const first = startDelete(page, 'u-101')
  const view = await scene.waiting()
  await giveUp(page)
  await first
  await scene.approver().approve(view)
  await panelSays(page, 'Do the same again within')
  await killWorker(scene.requester())
  await panelSays(page, 'Do the same again within')
  expect(await startDelete(page, 'u-101')).toMatch(/^200/)
  await panelSays(page, 'Done')
  expect(calls()).toHaveLength(1)
  const anew = startDelete(page, 'u-101')
  await scene.waiting()
  expect(calls()).toHaveLength(1)
  await page.close()
  await anew.catch(() => {})
  await nothingWaits()
})

test('closing the tab cancels what its page had left', async () => {
  const page = await scene.open('/users')
  const first = startDelete(page, 'u-105')
  const view = await scene.waiting()
  await giveUp(page)
  await first
  await panelSays(page, 'Once it is approved, do the same again')
  await page.close()
  await nothingWaits()
  await expect(scene.approver().approve(view)).rejects.toMatchObject({ state: 'cancelled' })
  expect(calls()).toHaveLength(0)
})
