import type { FastifyInstance } from 'fastify'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { readPanel } from '../lab/stage/panel.ts'
import { panelSays, patience, useScene } from './scene.ts'

const scene = useScene({ more: { routes, rules } })
const calls = () => scene.world().console.calls
const bodies = () => calls().map(({ body }) => body.toString())

/** A page without a policy of its own, and addresses that answer with what came. */
function routes(app: FastifyInstance): void {
  app.get('/bare', (_request, reply) => reply.type('text/html').send('<!doctype html><title>Bare</title><p>Bare'))
  for (const path of ['/relaxed', '/echo']) {
    app.post(path, { config: { destructive: true } }, (request, reply) => reply.send(String(request.body)))
  }
}

function rules(origin: string): string {
  const rule = (id: string, path: string, body: string) => `  - id: ${id}
    console: Acme Admin
    match: { method: POST, url: "${origin}${path}", body: ${body} }
    summary: "Delete by ${id}"
    approvers: { when: "'platform-leads' in approver.groups" }
`
  const json = '{ json: { "/action": delete } }'
  return rule('relaxed', '/relaxed', '{ mode: relaxed, json: { "/action": delete } }') + rule('echo', '/echo', json)
}

const button = (page: Page, table: string, form: string) =>
  page.locator(`tr[data-row=${table}] [data-form=${form}] button`)

/** Everything that the panel has shown since, looked at as often as the browser draws. */
async function neverHeld(page: Page): Promise<void> {
  expect(await readPanel(page)).toBe('')
  expect(await scene.approver().pending()).toEqual([])
}

test('of one address with many buttons, those beside the delete go through at once', async () => {
  const page = await scene.open('/database')
  await button(page, 'sessions', 'backup').click()
  await page.locator('[data-flash=done]', { hasText: 'sessions is backed up.' }).waitFor()
  await button(page, 'sessions', 'truncate').click()
  await page.locator('[data-flash=done]', { hasText: 'sessions is empty.' }).waitFor()
  await neverHeld(page)
  expect(page.url()).not.toContain('#')
  expect(calls()).toHaveLength(2)
  expect(calls()[0]).toMatchObject({ status: 303, sessionCookie: true, origin: scene.world().console.origin })
  await page.close()
})

test('the page that asks first passes, the delete behind it is held and sent once', async () => {
  const page = await scene.open('/database')
  await button(page, 'orders_2019', 'delete').click()
  await page.locator('form[data-form=really] button').click()
  await panelSays(page, 'Waiting for approval')
  const view = await scene.waiting()
  expect(view.request.action).toMatchObject({ rule: 'drop-table', summary: 'Drop a table' })
  expect(bodies()).toEqual([expect.not.stringContaining('confirm')])
  await scene.approver().approve(view)
  await page.locator('[data-flash=done]', { hasText: 'orders_2019 is gone.' }).waitFor()
  expect(bodies()).toEqual([expect.not.stringContaining('confirm'), expect.stringContaining('confirm=yes')])
  await page.close()
})

test('a field is looked into, decoded: one query runs, the other is held', async () => {
  const page = await scene.open('/database')
  const run = async (sql: string) => {
    await page.locator('[name=sql_query]').fill(sql)
    await page.locator('form[data-form=sql] button').click()
  }
  await run('select * from orders')
  await page.locator('[data-flash=done]', { hasText: 'Ran: select' }).waitFor()
  await run('DROP TABLE `sessions`')
  await panelSays(page, 'Waiting for approval')
  const view = await scene.waiting()
  expect(view.request.action.rule).toBe('run-sql')
  await scene.approver().deny(view, 'No')
  await panelSays(page, 'Denied by')
  expect(calls()).toHaveLength(1)
  await page.close()
})

test('GraphQL: what a document begins with decides, whatever it is called', async () => {
  const page = await scene.open('/database')
  await page.locator('tr[data-row=customers] [data-action=analyze]').click()
  await page.locator('[data-announcements]', { hasText: 'customers is analysed.' }).waitFor()
  await neverHeld(page)
  await page.locator('tr[data-row=customers] [data-action=drop]').click()
  const view = await scene.waiting()
  expect(view.request.action.rule).toBe('drop-table-now')
  await scene.approver().approve(view)
  await expect.poll(() => page.locator('tr[data-row=customers]').count(), patience).toBe(0)
  expect(bodies()).toEqual([expect.stringContaining('analyzeTable'), expect.stringContaining('dropTable')])
  await page.close()
})

test('fetch, XMLHttpRequest and beacon beside a held one go on, in the order in which they were sent', async () => {
  const page = await scene.open('/bare')
  const held = page.evaluate(() =>
    fetch('/echo', { method: 'POST', body: '{"action":"delete"}' }).then((r) => r.text()),
  )
  await panelSays(page, 'Waiting for approval')
  // As they leave the browser: several connections bring them to the console in any order.
  const left: (string | null)[] = []
  page.on('request', (request) => left.push(request.postData()))
  const answers = await page.evaluate(async () => {
    const sent: Promise<string>[] = []
    for (let n = 0; n < 20; n += 2) {
      const body = `{"action":"show","n":${n}}`
      // A blob takes longer to read than a text.
      const data = n % 4 === 0 ? new Blob([body]) : body
      sent.push(fetch('/echo', { method: 'POST', body: data }).then((response) => response.text()))
      const xhr = new XMLHttpRequest()
      xhr.open('POST', '/echo')
      sent.push(new Promise((resolve) => xhr.addEventListener('load', () => resolve(xhr.responseText))))
      xhr.send(`{"action":"show","n":${n + 1}}`)
    }
    navigator.sendBeacon('/echo', '{"action":"show","n":20}')
    return Promise.all(sent)
  })
  await expect.poll(() => calls().length, patience).toBe(21)
  const order = Array.from({ length: 21 }, (_, n) => `{"action":"show","n":${n}}`)
  expect(answers).toEqual(order.slice(0, 20))
  expect(bodies().toSorted()).toEqual(order.toSorted())
  expect(left).toEqual(order)
  await scene.approver().approve(await scene.waiting())
  expect(await held).toBe('{"action":"delete"}')
  await page.close()
})

test('identical requests that no rule protects are as many as the page sends', async () => {
  const page = await scene.open('/bare')
  const statuses = await page.evaluate(() => {
    const send = () => fetch('/echo', { method: 'POST', body: '{"action":"add"}' }).then(({ status }) => status)
    return Promise.all([send(), send(), send()])
  })
  expect(statuses).toEqual([200, 200, 200])
  expect(bodies()).toEqual(Array(3).fill('{"action":"add"}'))
  await page.close()
})

test('a request for which its page stands still is blocked beside a rule, and the person hears why', async () => {
  const page = await scene.open('/bare')
  const failed = await page.evaluate(() => {
    const xhr = new XMLHttpRequest()
    xhr.open('POST', '/echo', false)
    try {
      xhr.send('{"action":"show"}')
      return undefined
    } catch (error) {
      return String(error)
    }
  })
  expect(failed).toContain('NetworkError')
  await panelSays(page, 'No rule protects this')
  expect(calls()).toEqual([])
  await page.close()
})

test('a form that leads where a script of the page may listen is not let through either: it could send another', async () => {
  const page = await scene.open('/bare')
  await page.evaluate(() => {
    document.body.innerHTML = `<iframe name="inner"></iframe>
      <form method="post" action="/echo" target="inner"><input name="action" value="show"></form>`
    document.querySelector('form')?.requestSubmit()
  })
  await panelSays(page, 'where a script could send something else')
  expect(calls()).toEqual([])
  await page.close()
})

test('a worker, which nobody can look into, cannot send to a strict address; to a relaxed one it can', async () => {
  const page = await scene.open('/bare')
  const byWorker = (path: string) =>
    page.evaluate((url) => {
      const script = `fetch(${JSON.stringify(url)}, { method: 'POST', body: '{"action":"delete"}' }).then(
        (response) => postMessage(response.status), (error) => postMessage(error.name))`
      const worker = new Worker(URL.createObjectURL(new Blob([script])))
      return new Promise((resolve) => worker.addEventListener('message', ({ data }) => resolve(data)))
    }, scene.world().console.origin + path)
  expect(await byWorker('/echo')).toBe('TypeError')
  expect(calls()).toEqual([])
  expect(await byWorker('/relaxed')).toBe(200)
  await page.close()
})

test('relaxed: what a page script sends is held all the same, and the rest is the page’s own request', async () => {
  const page = await scene.open('/bare')
  const send = (body: string) =>
    page.evaluate((text) => fetch('/relaxed', { method: 'POST', body: text }).then((r) => r.text()), body)
  expect(await send('{"action":"show"}')).toBe('{"action":"show"}')
  const held = send('{"action":"delete"}')
  await scene.approver().approve(await scene.waiting())
  expect(await held).toBe('{"action":"delete"}')
  expect(bodies()).toEqual(['{"action":"show"}', '{"action":"delete"}'])
  await page.close()
})

test('a POST that names the method of a rule is held as it is; another POST there goes through', async () => {
  const page = await scene.open('/bare')
  const send = (init: object) =>
    page.evaluate(
      (more) => fetch('/api/users/u-101', { method: 'POST', ...more }).then((response) => response.status),
      init,
    )
  expect(await send({ body: 'a=1' })).toBe(404)
  await neverHeld(page)
  const held = send({ headers: { 'x-http-method-override': 'DELETE' } })
  const view = await scene.waiting()
  expect(view.request.action).toMatchObject({ rule: 'delete-user', method: 'POST', summary: 'Delete user u-101' })
  await scene.approver().approve(view)
  expect(await held).toBe(404)
  await page.close()
})
