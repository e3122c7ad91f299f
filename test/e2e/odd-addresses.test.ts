import type { FastifyInstance } from 'fastify'
import type { Page } from 'playwright-core'
import { afterEach, expect, test } from 'vitest'
import { readPanel } from '../lab/stage/panel.ts'
import { panelSays, patience, useScene } from './scene.ts'

// Addresses and pages that are no everyday ones. That no spelling gets around the rules is shown in url-forms.test.ts.

const scene = useScene({ more: { routes, rules } })
const calls = () => scene.world().console.calls
const port = () => new URL(scene.world().console.origin).port

function routes(app: FastifyInstance): void {
  app.get('/bare', (_request, reply) => reply.type('text/html').send('<!doctype html><title>Bare</title><p>Bare'))
  const done = '<!doctype html><title>Done</title><h1>Done</h1>'
  app.post('/items/*', { config: { destructive: true } }, (_request, reply) => reply.type('text/html').send(done))
  app.get('/gone/*', { config: { destructive: true } }, (_request, reply) => reply.type('text/html').send(done))
}

function rules(origin: string): string {
  const { port: number } = new URL(origin)
  const rule = (id: string, method: string, url: string) => `  - id: ${id}
    console: Acme Admin
    match: { method: ${method}, url: ${JSON.stringify(url)} }
    summary: "Change it"
    approvers: { when: "'platform-leads' in approver.groups" }
`
  return [
    rule('items', 'POST', `${origin}/items/*{\\?*}?`),
    rule('gone', 'GET', `${origin}/gone/*{\\?*}?`),
    rule('umlaut', 'POST', `http://xn--bcher-kva.localhost:${number}/items/*`),
    rule('cased', 'POST', `http://admin.localhost:${number}/items/*`),
  ].join('')
}

afterEach(async () => {
  for (const page of scene.requester().context.pages()) if (page.url() !== 'about:blank') await page.close()
  await expect.poll(async () => (await scene.approver().pending()).length, patience).toBe(0)
})

const post = (page: Page, url: string) =>
  page.evaluate(
    (address) =>
      fetch(address, { method: 'POST', mode: 'no-cors', body: 'x' }).then(
        () => 'sent',
        ({ name }) => String(name),
      ),
    url,
  )

test.each([
  ['', ''],
  [' with signs that network rules read as their own', '|*^.+()$'],
])('an address of 8,000 characters%s is held, and sent as it is', async (_, signs) => {
  const page = await scene.open('/bare')
  const start = `${scene.world().console.origin}/items/1?q=${signs}`
  const url = start + 'x'.repeat(8_000 - start.length)
  const held = post(page, url)
  await panelSays(page, 'Waiting for approval')
  const view = await scene.waiting()
  expect(view.request.action.url).toHaveLength(8_000)
  await scene.approver().approve(view)
  expect(await held).toBe('sent')
  expect(calls()).toHaveLength(1)
  expect(scene.world().console.origin + calls()[0]?.path).toBe(url)
})

test.each([
  ['an address of 9,000 characters', { path: `/items/${'x'.repeat(9_000)}`, headers: {} }],
  ['a content type of 500 characters', { path: '/items/1', headers: { 'content-type': `text/${'x'.repeat(500)}` } }],
  ['a header of 9,000 characters', { path: '/items/1', headers: { 'x-long': 'x'.repeat(9_000) } }],
  [
    'a hundred and one headers',
    { path: '/items/1', headers: Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`x-${n}`, 'x'])) },
  ],
])('%s is more than can be asked for: nothing is sent, and words say so', async (_, { path, headers }) => {
  const page = await scene.open('/bare')
  const heard = await page.evaluate(
    (call) =>
      fetch(call.path, { method: 'POST', headers: call.headers, body: 'x' }).then(
        () => 'sent',
        ({ name }) => String(name),
      ),
    { path, headers },
  )
  expect(heard).toBe('TypeError')
  await panelSays(page, 'longer than what can be asked for')
  expect(calls()).toEqual([])
  expect(await scene.approver().pending()).toEqual([])
})

test('fetch refuses an address with a name and a password, as it does without us', async () => {
  const page = await scene.open('/bare')
  expect(await post(page, `http://me:secret@127.0.0.1:${port()}/items/1`)).toBe('TypeError')
  expect(await readPanel(page)).toBe('')
  expect(calls()).toEqual([])
})

test('XMLHttpRequest’s name and password become a header that nobody is shown', async () => {
  const page = await scene.open('/bare')
  const held = page.evaluate(
    (url) =>
      new Promise((resolve) => {
        const xhr = new XMLHttpRequest()
        xhr.onloadend = () => resolve(xhr.status)
        xhr.open('POST', url)
        xhr.send('x')
      }),
    `http://me:secret@127.0.0.1:${port()}/items/1`,
  )
  const view = await scene.waiting()
  expect(JSON.stringify(view)).not.toMatch(/secret|me:/)
  await scene.approver().approve(view)
  expect(await held).toBe(200)
  expect(calls()[0]?.headers['authorization']).toBe(`Basic ${btoa('me:secret')}`)
})

test.each([
  [
    'form',
    (url: string) => {
      document.body.innerHTML = '<form method="post"><input name="a" value="b"></form>'
      const form = document.querySelector('form')
      form?.setAttribute('action', url.replace('/gone/', '/items/'))
      form?.requestSubmit()
    },
  ],
  [
    'link',
    (url: string) => {
      const link = document.createElement('a')
      link.href = url
      document.body.append(link)
      link.click()
    },
  ],
])('a %s to an address with a name and a password is held without them', async (_, act) => {
  const page = await scene.open('/bare')
  await page.evaluate(act, `http://me:secret@127.0.0.1:${port()}/gone/1`)
  const view = await scene.waiting()
  expect(JSON.stringify(view)).not.toContain('secret')
  expect(calls()).toEqual([])
  await scene.approver().approve(view)
  await page.locator('h1', { hasText: 'Done' }).waitFor()
  expect(calls()).toHaveLength(1)
})

test.each([
  'http://bücher.localhost:PORT/items/1',
  'http://BÜCHER.localhost:PORT/items/1',
  'http://xn--bcher-kva.localhost:PORT/items/1',
  'http://b%C3%BCcher.localhost:PORT/items/1',
  'http://XN--BCHER-KVA.LocalHost:PORT/items/1',
  'http://admin.localhost:PORT/items/1',
  'http://ADMIN.LOCALHOST:PORT/items/1',
])('%s is held however its host is written, and blocked where no hook is', async (written) => {
  const page = await scene.open('/bare')
  const url = written.replace('PORT', port())
  const byWorker = await page.evaluate((address) => {
    const script = `fetch(${JSON.stringify(address)}, { method: 'POST', mode: 'no-cors', body: 'x' }).then(
      () => postMessage('sent'), (error) => postMessage(error.name))`
    const worker = new Worker(URL.createObjectURL(new Blob([script])))
    return new Promise((resolve) => worker.addEventListener('message', ({ data }) => resolve(data)))
  }, url)
  expect(byWorker).toBe('TypeError')
  const held = post(page, url)
  const view = await scene.waiting()
  expect(view.request.action.url).toBe(new URL(url).href)
  expect(calls()).toEqual([])
  await scene.approver().approve(view)
  expect(await held).toBe('sent')
  expect(calls()).toHaveLength(1)
})

/** Runs in a page: opens a window or frame of its own making, whose script does that. */
function openMade({ kind, script }: { kind: string; script: string }): void {
  const page = `<!doctype html><title>Made</title><p>Made<script>${script}</script>`
  const blob = URL.createObjectURL(new Blob([page], { type: 'text/html' }))
  if (kind === 'blob window') window.open(blob)
  else {
    const frame = document.createElement('iframe')
    frame.src = kind === 'blob frame' ? blob : `data:text/html,${encodeURIComponent(page)}`
    document.body.append(frame)
  }
}

const made = ['blob window', 'blob frame', 'data frame'] as const

test.each(made)('what a %s fetches is held, and sent once', async (kind) => {
  const page = await scene.open('/bare')
  const url = `${scene.world().console.origin}/items/1`
  await page.evaluate(openMade, { kind, script: `fetch('${url}', { method: 'POST', mode: 'no-cors', body: 'x' })` })
  const view = await scene.waiting()
  expect(calls()).toEqual([])
  await scene.approver().approve(view)
  await expect.poll(() => calls().length, patience).toBe(1)
})

test.each(made)('a form that a %s sends could be overheard there: it goes nowhere, and words say so', async (kind) => {
  const page = await scene.open('/bare')
  const url = `${scene.world().console.origin}/items/1`
  const script = `document.body.innerHTML = '<form method=post action="${url}"><input name=a value=b>'
    document.forms[0].submit()`
  await page.evaluate(openMade, { kind, script })
  if (kind === 'blob window') await expect.poll(() => scene.requester().context.pages().length, patience).toBe(3)
  await panelSays(scene.requester().context.pages().at(-1) ?? page, 'where a script could send something else')
  expect(calls()).toEqual([])
  expect(await scene.approver().pending()).toEqual([])
})

test.each(['form', 'form by POST', 'link', 'link into a new tab'])(
  'a javascript: address of a %s runs as before, and what it sends is held',
  async (kind) => {
    const page = await scene.open('/bare')
    await page.evaluate(
      ({ what, code }) => {
        const sends = what.startsWith('form')
        const element = document.createElement(sends ? 'form' : 'a')
        element.setAttribute(sends ? 'action' : 'href', `javascript:${code}`)
        if (what === 'form by POST') element.setAttribute('method', 'post')
        if (what === 'link into a new tab') element.setAttribute('target', '_blank')
        document.body.append(element)
        if (element instanceof HTMLFormElement) element.requestSubmit()
        else element.click()
      },
      {
        what: kind,
        code: `void fetch('${scene.world().console.origin}/items/1',{method:'POST',mode:'no-cors',body:'x'})`,
      },
    )
    if (kind === 'link into a new tab') {
      // The browser runs it in an empty page that no script of an extension is put into, or not at all.
      await expect.poll(() => scene.requester().context.pages().length, patience).toBeGreaterThan(1)
      await page.evaluate(() => fetch('/bare'))
      expect(calls()).toEqual([])
      return
    }
    const view = await scene.waiting()
    expect(calls()).toEqual([])
    await scene.approver().approve(view)
    await expect.poll(() => calls().length, patience).toBe(1)
  },
)
