import { expect, test } from 'vitest'
import { signInApprover } from '../lab/stage/approver-script.ts'
import { clickPanel, giveReason } from '../lab/stage/panel.ts'
import { panelSays, patience, useScene } from './scene.ts'

const scene = useScene()
const calls = () => scene.world().console.calls

test('a held delete reaches the console once, with its body, after the approval and not before', async () => {
  const page = await scene.open('/users')
  await page.locator('tr[data-row=u-104] [data-action=delete]').click()
  await panelSays(page, 'Waiting for approval')
  const view = await scene.waiting()
  expect(view.request.action).toMatchObject({
    method: 'DELETE',
    summary: 'Delete user u-104',
    params: { user: 'u-104' },
  })
  expect(calls()).toHaveLength(0)

  await scene.approver().approve(view)
  await panelSays(page, 'Done')
  await expect.poll(() => page.locator('tr[data-row=u-104]').count(), patience).toBe(0)
  expect(calls()).toHaveLength(1)
  expect(calls()[0]).toMatchObject({ method: 'DELETE', path: '/api/users/u-104', sessionCookie: true, status: 200 })
  expect(calls()[0]?.origin).toBe(scene.world().console.origin)
  expect(calls()[0]?.body.toString()).toBe('{"transfer_to":"archive"}')
  await page.close()
})

test('a field that the policy hides reaches the console, and neither relay nor approver', async () => {
  const page = await scene.open('/users')
  const answered = page.evaluate(async () => {
    const token = document.querySelector<HTMLMetaElement>('meta[name=csrf-token]')?.content ?? ''
    const body = '{"transfer_to": "archive", "admin_password": "c0rrect-h0rse"}'
    const headers = { 'content-type': 'application/json', 'x-csrf-token': token }
    return (await fetch('/api/users/u-101', { method: 'DELETE', headers, body })).status
  })
  const view = await scene.waiting()
  expect(Buffer.from(view.body ?? '', 'base64url').toString()).toBe(
    '{"transfer_to": "archive", "admin_password": "[hidden]"}',
  )
  expect(view.request.action.body).toMatchObject({ kind: 'redacted', fields: [{ field: '/admin_password' }] })
  await scene.approver().approve(view)
  expect(await answered).toBe(200)
  expect(calls()[0]?.body.toString()).toContain('c0rrect-h0rse')
  await page.close()
})

test('the relay hears what the console answered', async () => {
  const page = await scene.open('/users')
  await page.locator('tr[data-row=u-103] [data-action=delete]').click()
  const view = await scene.waiting()
  await scene.approver().approve(view)
  await panelSays(page, 'Done')
  const { client } = scene.approver().device
  const read = () => client.call('readRequest', { params: { id: view.request.id } })
  await expect.poll(async () => (await read()).status.outcome?.outcome, patience).toMatchObject({ status: 200 })
  await page.close()
})

test('a deny ends it: the page gets a network error, the person hears who and why', async () => {
  const page = await scene.open('/users')
  await page.locator('tr[data-row=u-102] [data-action=delete]').click()
  await scene.approver().deny(await scene.waiting(), 'Still in use')
  await panelSays(page, 'Denied by First approver')
  await panelSays(page, 'Still in use')
  await page.locator('tr[data-row=u-102] [data-message]').waitFor()
  expect(calls()).toHaveLength(0)
  await page.close()
})

test('cancelling ends it for everybody', async () => {
  const page = await scene.open('/users')
  await page.locator('tr[data-row=u-102] [data-action=delete]').click()
  await panelSays(page, 'Waiting for approval')
  const view = await scene.waiting()
  await clickPanel(page, 'Cancel')
  await panelSays(page, 'Cancelled')
  await expect(scene.approver().approve(view)).rejects.toMatchObject({
    code: 'request_not_pending',
    state: 'cancelled',
  })
  expect(calls()).toHaveLength(0)
  await page.close()
})

test('closing the tab cancels', async () => {
  const page = await scene.open('/users')
  await page.locator('tr[data-row=u-102] [data-action=delete]').click()
  const view = await scene.waiting()
  await page.close()
  await expect.poll(async () => (await scene.approver().pending()).length, patience).toBe(0)
  await expect(scene.approver().approve(view)).rejects.toMatchObject({ state: 'cancelled' })
  expect(calls()).toHaveLength(0)
})

test('a section whose API is on another origin is held and released with its authorization header', async () => {
  const page = await scene.open('/projects')
  await page.locator('tr[data-row=payments-prod] [data-action=delete]').click()
  await panelSays(page, 'Why is this needed?')
  await giveReason(page, 'Moved to payments-eu')
  const view = await scene.waiting()
  expect(view.request.context.reason).toBe('Moved to payments-eu')
  expect(view.request.action.headers).toContainEqual({ name: 'authorization', hidden: expect.any(String) })
  await scene.approver().approve(view)
  await panelSays(page, 'Done')
  expect(calls()).toHaveLength(1)
  expect(calls()[0]).toMatchObject({ method: 'DELETE', path: '/v1/projects/payments-prod', status: 204 })
  await expect.poll(() => page.locator('tr[data-row=payments-prod]').count(), patience).toBe(0)
  await page.close()
})

test('a page under a fetch-handling service worker is held and released', async () => {
  const page = await scene.open('/keys/')
  await page.locator('html[data-worker=ready]').waitFor()
  const row = page.locator('tr[data-row]').first()
  await row.locator('[data-action=delete]').click()
  await scene.approver().approve(await scene.waiting())
  await panelSays(page, 'Done')
  expect(calls()).toHaveLength(1)
  expect(calls()[0]).toMatchObject({ method: 'DELETE', status: 204 })
  await page.close()
})

test('ordinary requests go on untouched', async () => {
  const page = await scene.open('/users')
  await page.getByRole('searchbox').fill('Night')
  await expect.poll(() => page.locator('tr[data-row]:visible').count(), patience).toBe(1)
  expect(await page.evaluate(() => [fetch.name, fetch.length])).toEqual(['fetch', 1])
  expect(await page.evaluate(() => String(fetch))).toContain('[native code]')
  await page.close()
})

test('somebody who may not decide it neither sees nor approves it', async () => {
  const page = await scene.open('/users')
  await page.locator('tr[data-row=u-102] [data-action=delete]').click()
  const view = await scene.waiting()
  const officer = await signInApprover(scene.world(), 'security')
  expect(await officer.pending()).toEqual([])
  await expect(officer.approve(view)).rejects.toMatchObject({ code: 'not_found', status: 404 })
  await clickPanel(page, 'Cancel')
  await panelSays(page, 'Cancelled')
  expect(calls()).toHaveLength(0)
  await page.close()
})
