import type { CDPSession } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { panelSays, patience, useScene } from './scene.ts'

// A machine that sleeps while something is held: none of the browser's processes runs, and everybody else's time goes on.

const scene = useScene({ expires: '20s' })
const calls = () => scene.world().console.calls
let session: CDPSession

beforeAll(async () => {
  const opened = await scene.requester().context.browser()?.newBrowserCDPSession()
  if (opened === undefined) throw new Error('This browser says nothing of its processes.')
  session = opened
})

/** Stops every process of the browser while something happens elsewhere. */
async function whileAsleep(run: () => Promise<void>): Promise<void> {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  const pids = processInfo.map(({ id }) => id)
  for (const pid of pids) process.kill(pid, 'SIGSTOP')
  await run().finally(() => {
    for (const pid of pids) process.kill(pid, 'SIGCONT')
  })
}

test('what was approved while the machine slept is sent when it wakes in time, once', async () => {
  const page = await scene.open('/users')
  await page.locator('tr[data-row=u-104] [data-action=delete]').click()
  const view = await scene.waiting()
  await whileAsleep(() => scene.approver().approve(view))
  await panelSays(page, 'Done')
  expect(calls()).toMatchObject([{ method: 'DELETE', path: '/api/users/u-104', status: 200 }])
})

test('what was approved too long ago when the machine wakes is not sent', async () => {
  const page = await scene.open('/users')
  await page.locator('tr[data-row=u-103] [data-action=delete]').click()
  const view = await scene.waiting()
  const { client } = scene.approver().device
  const state = async () => (await client.call('readRequest', { params: { id: view.request.id } })).status.state
  await whileAsleep(async () => {
    await scene.approver().approve(view)
    await expect.poll(state, { ...patience, timeout: 60_000 }).toBe('expired')
  })
  await panelSays(page, 'It was approved, but too late to run')
  expect(calls()).toEqual([])
})
