import type { FastifyInstance } from 'fastify'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { clickPanel, giveReason, readPanel } from '../lab/stage/panel.ts'
import { panelSays, useScene } from './scene.ts'

const scene = useScene({ more: { routes, rules } })
const calls = () => scene.world().console.calls

/** Addresses that take anything, and answer how long it was. */
function routes(app: FastifyInstance): void {
  app.get('/bare', (_request, reply) => reply.type('text/html').send('<!doctype html><title>Bare</title><p>Bare'))
  for (const path of ['/import', '/backup', '/relaxed']) {
    app.post(path, { config: { destructive: true } }, (request, reply) => reply.send(String(request.body).length))
  }
}

function rules(origin: string): string {
  const rule = (id: string, path: string, match: string, more = '') => `  - id: ${id}
    console: Acme Admin
    match: { method: POST, url: "${origin}${path}", ${match} }
    summary: "Do ${id}"
    ${more}
    approvers: { when: "'platform-leads' in approver.groups" }
`
  const ticket = 'reason: { like: "*OPS-#*", hint: "A ticket number, e.g. OPS-123" }'
  return (
    rule('import-over', '/import', 'headers: { x-overwrite: [all, "1"] }', ticket) +
    rule('relaxed-over', '/relaxed', 'mode: relaxed, headers: { x-overwrite: "*" }') +
    rule('large-backup', '/backup', 'size: { at_least: 1000 }')
  )
}

const send = (page: Page, path: string, headers: Readonly<Record<string, string>>, length = 3) =>
  page.evaluate(
    async ([to, given, count]) => {
      const type = { 'content-type': 'text/plain' }
      const body = 'x'.repeat(count)
      return (await fetch(to, { method: 'POST', headers: { ...type, ...given }, body })).text()
    },
    [path, headers, length] as const,
  )

/** A worker’s request, which nobody looks into. */
const sendFromWorker = (page: Page, path: string) =>
  page.evaluate(
    (to) =>
      new Promise((resolve) => {
        const script = `fetch(${JSON.stringify(new URL(to, location.href).href)}, { method: 'POST', body: 'x' })
          .then(() => postMessage('sent'), () => postMessage('blocked'))`
        const worker = new Worker(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })))
        worker.onmessage = ({ data }) => resolve(data)
      }),
    path,
  )

test('without the header a request goes on at once; with it, it is held, and nobody is asked for less than a ticket', async () => {
  const page = await scene.open('/bare')
  expect(await send(page, '/import', {})).toBe('3')
  expect(await send(page, '/import', { 'X-Overwrite': 'none' })).toBe('3')
  expect(await readPanel(page)).toBe('')
  expect(calls()).toHaveLength(2)

  const answered = send(page, '/import', { 'X-Overwrite': 'none, ALL' })
  await panelSays(page, 'Why is this needed?')
  await panelSays(page, 'A ticket number, e.g. OPS-123')
  await giveReason(page, 'Clean-up ')
  await panelSays(page, 'Nobody is asked yet. This is missing: A ticket number, e.g. OPS-123')
  expect(await scene.approver().pending()).toEqual([])
  await page.keyboard.type('for ops-7')
  await clickPanel(page, 'Ask for approval')
  const view = await scene.waiting()
  expect(view.request.context.reason).toBe('Clean-up for ops-7')
  expect(view.request.action).toMatchObject({ rule: 'import-over' })
  expect(calls()).toHaveLength(2)
  await scene.approver().approve(view)
  expect(await answered).toBe('3')
  expect(calls()).toHaveLength(3)
  await page.close()
})

test('a small body goes on at once, a large one is held', async () => {
  const page = await scene.open('/bare')
  expect(await send(page, '/backup', {}, 999)).toBe('999')
  const answered = send(page, '/backup', {}, 1_000)
  await panelSays(page, 'Waiting for approval')
  await scene.approver().approve(await scene.waiting())
  expect(await answered).toBe('1000')
  expect(calls()).toHaveLength(2)
  await page.close()
})

test('what nobody looks into stays blocked where the rule is strict, and not where it is relaxed', async () => {
  const page = await scene.open('/bare')
  expect(await sendFromWorker(page, '/import')).toBe('blocked')
  expect(await sendFromWorker(page, '/backup')).toBe('blocked')
  expect(await sendFromWorker(page, '/relaxed')).toBe('sent')
  expect(calls()).toHaveLength(1)
  const answered = send(page, '/relaxed', { 'x-overwrite': '' })
  await panelSays(page, 'Waiting for approval')
  await scene.approver().approve(await scene.waiting())
  expect(await answered).toBe('3')
  await page.close()
})
