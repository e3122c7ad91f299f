import { expect, test } from 'vitest'
import { killWorker } from './kill-worker.ts'
import { panelSays, patience, useScene } from './scene.ts'
import { stopClaims } from './stop-claims.ts'

const scene = useScene()
const calls = () => scene.world().console.calls

test('the relay may restart in the middle: the hold survives it and is released once', async () => {
  const page = await scene.open('/users')
  await page.locator('tr[data-row=u-104] [data-action=delete]').click()
  await panelSays(page, 'Waiting for approval')
  const view = await scene.waiting()
  await scene.world().restartRelay()
  await scene.approver().approve(view)
  await panelSays(page, 'Done')
  expect(calls()).toHaveLength(1)
  await page.close()
})

test('with the relay out of reach the request stays held with clear words, and is asked when it is back', async () => {
  const page = await scene.open('/users')
  await scene.world().restartRelay(async () => {
    await page.locator('tr[data-row=u-103] [data-action=delete]').click()
    await panelSays(page, 'Countersign cannot be reached. Your request stays held')
    expect(calls()).toHaveLength(0)
  })
  await scene.approver().approve(await scene.waiting())
  await panelSays(page, 'Done')
  expect(calls()).toHaveLength(1)
  await page.close()
})

test('the extension’s worker may be killed in the middle: the hold goes on with the same request', async () => {
  const page = await scene.open('/users')
  await page.locator('tr[data-row=u-102] [data-action=delete]').click()
  const view = await scene.waiting()
  await killWorker(scene.requester())
  await scene.approver().approve(view)
  await panelSays(page, 'Done')
  expect(calls()).toHaveLength(1)
  await page.close()
})

test('with the identity provider out of reach an approval is not judged, and the request stays held until it can be', async () => {
  const page = await scene.open('/users')
  await page.locator('tr[data-row=u-105] [data-action=delete]').click()
  const view = await scene.waiting()
  const evidence = await scene.approver().sign(view)
  await scene.world().restartIdp(async () => {
    // A new worker has no keys yet.
    await killWorker(scene.requester())
    const { client } = scene.approver().device
    await client.call('decide', { params: { id: view.request.id }, body: evidence })
    await panelSays(page, 'cannot be reached. Your request stays held')
    expect(calls()).toHaveLength(0)
  })
  await panelSays(page, 'Done')
  expect(calls()).toHaveLength(1)
  await page.close()
})

test('a worker that dies in the middle of its claim never sends: the outcome is unknown, and said so', async () => {
  const page = await scene.open('/users')
  await page.locator('tr[data-row=u-101] [data-action=delete]').click()
  const view = await scene.waiting()
  const claims = await stopClaims(scene.world().relay().databaseUrl)
  await scene.approver().approve(view)
  await expect.poll(claims.waiting, patience).toBe(1)
  await killWorker(scene.requester())
  await claims.letThrough()
  await panelSays(page, 'Look before you repeat')
  const { client } = scene.approver().device
  const read = async () => (await client.call('readRequest', { params: { id: view.request.id } })).status
  await expect.poll(async () => (await read()).outcome?.outcome, patience).toEqual({ kind: 'unknown' })
  expect((await read()).state).toBe('released')
  expect(calls()).toHaveLength(0)
  await page.close()
})
