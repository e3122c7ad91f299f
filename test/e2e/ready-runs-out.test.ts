import { expect, test } from 'vitest'
import { clickPanel } from '../lab/stage/panel.ts'
import { panelSays, patience, useScene } from './scene.ts'

const scene = useScene({ executeWithin: '5s' })
const calls = () => scene.world().console.calls

test('what is ready and not done again in time is over; the same is then asked anew', async () => {
  const page = await scene.open('/users')
  const row = page.locator('tr[data-row=u-104] [data-action=delete]')
  await row.click()
  const view = await scene.waiting()
  await page.reload()
  await panelSays(page, 'Once it is approved, do the same again')
  await scene.approver().approve(view)
  await panelSays(page, 'Do the same again within')
  await panelSays(page, 'Time is over')
  const { client } = scene.approver().device
  const read = async () => (await client.call('readRequest', { params: { id: view.request.id } })).status.state
  await expect.poll(read, patience).toMatch(/^(?:cancelled|expired)$/)
  await row.click()
  const anew = await scene.waiting()
  expect(anew.request.id).not.toBe(view.request.id)
  await clickPanel(page, 'Cancel')
  expect(calls()).toHaveLength(0)
  await page.close()
})
