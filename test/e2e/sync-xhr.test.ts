import type { FastifyInstance } from 'fastify'
import { afterEach, expect, test } from 'vitest'
import { clickPanel } from '../lab/stage/panel.ts'
import { killWorker } from './kill-worker.ts'
import { panelSays, patience, useScene } from './scene.ts'
import { deletion, earlyRoutes, sendSync } from './sync-script.ts'
import { evaluateUnhooked } from './worlds.ts'
import { answerRoutes, answerRules } from './xhr-answers.ts'

const scene = useScene({ more: { routes, rules: answerRules } })
const calls = () => scene.world().console.calls.filter(({ path }) => path.startsWith('/held/'))
const nothingWaits = () => expect.poll(async () => (await scene.approver().pending()).length, patience).toBe(0)

afterEach(async () => {
  for (const page of scene.requester().context.pages()) if (page.url().startsWith('http')) await page.close()
  await nothingWaits()
})

test('the first try fails at once as a blocked one does, and is asked for; the second runs it; the third asks anew', async () => {
  const page = await scene.open('/users')
  const native = await page.evaluate(sendSync, { ...deletion, path: '/open/json' })
  const blocked = await evaluateUnhooked(page, sendSync, deletion)
  expect(await page.evaluate(sendSync, deletion)).toEqual(blocked)
  expect(JSON.stringify(blocked)).toContain('NetworkError')
  await panelSays(page, 'This page can’t wait for an answer. Once it is approved, do the same again.')
  const view = await scene.waiting()
  expect(view.request.action).toMatchObject({ method: 'DELETE', summary: 'Try json' })
  // Impatience asks nobody twice.
  expect(await page.evaluate(sendSync, deletion)).toEqual(blocked)
  expect(calls()).toHaveLength(0)

  await scene.approver().approve(view)
  await panelSays(page, 'Do the same again within')
  expect(await scene.approver().pending()).toEqual([])
  expect(calls()).toHaveLength(0)
  const answered = await page.evaluate(sendSync, deletion)
  expect(answered).toEqual(native.map((seen) => (typeof seen === 'string' ? seen.replace('/open/', '/held/') : seen)))
  await panelSays(page, 'Done')
  expect(calls()).toHaveLength(1)
  expect(calls()[0]).toMatchObject({ method: 'DELETE', origin: scene.world().console.origin, sessionCookie: true })
  expect(calls()[0]?.headers['authorization']).toBe('Bearer of-the-page')
  expect(calls()[0]?.body.toString()).toBe(deletion.body)
  const { client } = scene.approver().device
  const read = async () => (await client.call('readRequest', { params: { id: view.request.id } })).status
  await expect.poll(async () => (await read()).outcome?.outcome, patience).toMatchObject({ status: 200 })

  expect(await page.evaluate(sendSync, deletion)).toEqual(blocked)
  expect((await scene.waiting()).request.id).not.toBe(view.request.id)
  expect(calls()).toHaveLength(1)
})

test('a page that sends before anybody can hear it is asked for as well', async () => {
  const page = await scene.open('/early')
  const view = await scene.waiting()
  expect(view.request.action.summary).toBe('Try early')
  await panelSays(page, 'Once it is approved, do the same again')
  expect(calls()).toHaveLength(0)
  await scene.approver().deny(view)
  await panelSays(page, 'Denied')
})

test('another body, while one is ready, is another action: it is asked for, and not sent', async () => {
  const page = await scene.open('/users')
  await page.evaluate(sendSync, deletion)
  await scene.approver().approve(await scene.waiting())
  await panelSays(page, 'Do the same again within')
  await page.evaluate(sendSync, { ...deletion, body: '{"because":"no"}' })
  await scene.approver().deny(await scene.waiting())
  await panelSays(page, 'Denied')
  expect(calls()).toHaveLength(0)
  await clickPanel(page, 'Cancel')
  await panelSays(page, 'Cancelled')
  await page.evaluate(sendSync, deletion)
  await scene.waiting()
  expect(calls()).toHaveLength(0)
})

test('a reloaded page may be the one that does it again, also after the worker has died', async () => {
  const page = await scene.open('/users')
  await page.evaluate(sendSync, deletion)
  const view = await scene.waiting()
  await page.reload()
  await scene.approver().approve(view)
  await panelSays(page, 'Do the same again within')
  await killWorker(scene.requester())
  // The new worker shows it anew, and is asked until it is ready again.
  const send = async () => JSON.stringify(await page.evaluate(sendSync, deletion))
  await expect.poll(send, patience).toContain('deleted')
  await panelSays(page, 'Done')
  expect(calls()).toHaveLength(1)
})

test('forms without files and bytes of every kind are sent as the browser sends them', async () => {
  const page = await scene.open('/users')
  const send = ({ base, name }: { readonly base: string; readonly name: string }) => {
    const form = new FormData()
    form.append('name', 'a\nb')
    const bodies: Record<string, XMLHttpRequestBodyInit> = {
      form,
      params: new URLSearchParams({ a: '1 2' }),
      bytes: new Uint8Array([0, 128, 255]),
      part: new DataView(new Uint8Array([1, 2, 3]).buffer, 1, 1),
    }
    const xhr = new XMLHttpRequest()
    xhr.open('POST', `${base}/echo?case=${name}`, false)
    try {
      xhr.send(bodies[name] ?? null)
      return xhr.responseText
    } catch {
      return 'failed'
    }
  }
  for (const name of ['form', 'params', 'bytes', 'part', 'nothing']) {
    const native = await page.evaluate(send, { base: '/open', name })
    expect(await page.evaluate(send, { base: '/held', name })).toBe('failed')
    await scene.approver().approve(await scene.waiting())
    let answered = 'failed'
    const again = async () => {
      answered = await page.evaluate(send, { base: '/held', name })
      return answered
    }
    await expect.poll(again, patience).not.toBe('failed')
    expect.soft(answered, name).toBe(native)
  }
  expect(calls()).toHaveLength(5)
})

function routes(app: FastifyInstance): void {
  answerRoutes(app)
  earlyRoutes(app)
}
