import { expect, test } from 'vitest'
import { panelSays, patience, useScene } from './scene.ts'
import { stopClaims } from './stop-claims.ts'

const scene = useScene({ expires: '5s', executeWithin: '5s' })
const calls = () => scene.world().console.calls

test('what nobody approves in time is over: nothing is sent, then or later', async () => {
  const page = await scene.open('/users')
  await page.locator('tr[data-row=u-102] [data-action=delete]').click()
  const view = await scene.waiting()
  const evidence = await scene.approver().sign(view)
  await panelSays(page, 'Time is over')
  await page.locator('tr[data-row=u-102] [data-message]').waitFor()
  const { client } = scene.approver().device
  await expect(client.call('decide', { params: { id: view.request.id }, body: evidence })).rejects.toMatchObject({
    code: 'request_not_pending',
  })
  expect(calls()).toHaveLength(0)
  await page.close()
})

test('a claim that the relay answers only after the time is over sends nothing', async () => {
  const page = await scene.open('/users')
  await page.locator('tr[data-row=u-103] [data-action=delete]').click()
  const view = await scene.waiting()
  const claims = await stopClaims(scene.world().relay().databaseUrl)
  await scene.approver().approve(view)
  await expect.poll(claims.waiting, patience).toBe(1)
  await panelSays(page, 'release_unclaimed')
  await claims.letThrough()
  await page.locator('tr[data-row=u-103] [data-message]').waitFor()
  const { client } = scene.approver().device
  const read = async () => (await client.call('readRequest', { params: { id: view.request.id } })).status.state
  await expect.poll(read, patience).toBe('released')
  expect(calls()).toHaveLength(0)
  await page.close()
})
