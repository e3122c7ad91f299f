import { expect, test } from 'vitest'
import { panelSays, useScene } from './scene.ts'

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
