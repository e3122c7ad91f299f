import { expect, test } from 'vitest'
import { clickPanel } from '../lab/stage/panel.ts'
import { panelSays, patience, useScene } from './scene.ts'

const scene = useScene()
const calls = () => scene.world().console.calls

test('a url-encoded form is held before it navigates, and sent once, byte for byte, after the approval', async () => {
  const page = await scene.open('/invoices/INV-2041')
  const before = page.url()
  const form = page.locator('form[data-form=void]')
  const expected = await form.evaluate((element: HTMLFormElement) => {
    const fields = [...new FormData(element)].map(([name, value]): [string, string] => [name, String(value)])
    return String(new URLSearchParams(fields))
  })
  await form.locator('button').click()
  await panelSays(page, 'Waiting for approval')
  const view = await scene.waiting()
  expect(page.url()).toBe(before)
  expect(Buffer.from(view.body ?? '', 'base64url').toString()).toBe(expected)
  expect(calls()).toHaveLength(0)

  await scene.approver().approve(view)
  await page.locator('[data-flash=done]').waitFor()
  await panelSays(page, 'The console answered 303')
  expect(calls()).toHaveLength(1)
  expect(calls()[0]).toMatchObject({ method: 'POST', path: '/invoices/INV-2041/void', status: 303 })
  expect(calls()[0]?.body.toString()).toBe(expected)
  expect(calls()[0]?.origin).toBe(scene.world().console.origin)
  expect(page.url()).not.toContain('#')
  await page.close()
})

test('a multipart form with a file is held and sent once', async () => {
  const page = await scene.open('/invoices/INV-2041')
  const form = page.locator('form[data-form=replace]')
  await form
    .locator('input[type=file]')
    .setInputFiles({ name: 'corrected.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 corrected') })
  await form.locator('button').click()
  const view = await scene.waiting()
  expect(view.request.action.body).toMatchObject({ kind: 'form-data' })
  await scene.approver().approve(view)
  await page.locator('[data-flash=done]').waitFor()
  await panelSays(page, 'Done')
  expect(calls()).toHaveLength(1)
  expect(calls()[0]?.body.toString()).toContain('%PDF-1.7 corrected')
  await page.close()
})

test('a form that a script submits is held too, and cancelled without a trace', async () => {
  const page = await scene.open('/invoices/INV-2041')
  await page.locator('form[data-form=void]').evaluate((form: HTMLFormElement) => form.submit())
  await panelSays(page, 'Waiting for approval')
  await clickPanel(page, 'Cancel')
  await panelSays(page, 'Cancelled')
  await expect.poll(async () => (await scene.approver().pending()).length, patience).toBe(0)
  expect(calls()).toHaveLength(0)
  await page.close()
})
