import type { FastifyInstance } from 'fastify'
import { expect, test } from 'vitest'
import { clickPanel } from '../lab/stage/panel.ts'
import { panelSays, patience, useScene } from './scene.ts'

const scene = useScene({ more: { routes, rules } })
const calls = () => scene.world().console.calls

function routes(app: FastifyInstance): void {
  app.get('/bare', (_request, reply) => reply.type('text/html').send('<!doctype html><title>Bare</title><p>Bare'))
  app.get('/free', (_request, reply) => reply.send('done'))
  const at = { config: { destructive: true } }
  app.post('/api/items/:item', at, (_request, reply) => reply.send('done'))
  app.post('/jobs/all::purge', at, (_request, reply) => reply.send('done'))
}

/** The same addresses under two names of one machine: a number has no trailing dot. */
function rules(origin: string): string {
  const rule = (id: string, host: string, path: string) => `  - id: ${id}
    console: Acme Admin
    match: { method: POST, url: "${host}${path}" }
    summary: "Change it"
    approvers: { when: "'platform-leads' in approver.groups" }
`
  const named = origin.replace('127.0.0.1', 'admin.localhost')
  return [
    rule('number', origin, '/api/items/:item'),
    rule('name', named, '/api/items/:item'),
    rule('verb', origin, '/jobs/all\\\\:purge'),
  ].join('')
}

/** What the console serves as the protected address, however it is written; `PORT` is the console's. */
const served = [
  'http://127.0.0.1:PORT/api/items/1',
  'http://127.0.0.1:PORT/api/items/1#x',
  'http://127.0.0.1:PORT/api/items/1?',
  'http://127.0.0.1:PORT/api/items/1?a=%31&b#x?y',
  'http://127.0.0.1:PORT/api/%69tems/1',
  'http://127.0.0.1:PORT/%61%70%69/items/1#%2F',
  'http://127.0.0.1:PORT/api/items/%31',
  'http://127.0.0.1:PORT/api/items/%2F',
  'http://127.0.0.1:PORT/api/x/../items/1',
  'http://127.0.0.1:PORT/api/x/%2e%2E/items/./1',
  'http://127.0.0.1:PORT\\api\\items\\1',
  'http://127.0.0.1:PORT/jobs/all:purge',
  'HTTP://127.0.0.1:PORT/api/items/1',
  'http:127.0.0.1:PORT/api/items/1',
  'http://127.1:PORT/api/items/1',
  'http://0x7f.0.0.1:PORT/api/items/1',
  'http://2130706433:PORT/api/items/1',
  'http://127.0.0.1.:PORT/api/items/1',
  'http://１２７.0.0.1:PORT/api/items/1',
  'http://admin.localhost:PORT/api/items/1',
  'http://ADMIN.localhost.:PORT/api/items/1',
  'http://admin.localhost.:PORT/api/%69tems/1?#',
  'http://ａdmin。localhost:PORT/api/items/1',
]

/** What other servers take for it. */
const elsewhere = [
  'http://127.0.0.1:PORT/jobs/all%3Apurge',
  'http://127.0.0.1:PORT/API/Items/1',
  'http://127.0.0.1:PORT//api///items/1',
  'http://127.0.0.1:PORT/api%2fitems%5C1',
  'http://127.0.0.1:PORT/api/items/1/',
  'http://127.0.0.1:PORT/api/items;v=1/1',
  'http://127.0.0.1:PORT/x/..;/api/items/1',
  'http://127.0.0.1:PORT/x%2F..%2Fapi/items/1',
]

/** Nothing protects a GET: that these are sent shows that the others were not lost on the way. */
const free = ['http://127.0.0.1:PORT/free', 'http://admin.localhost:PORT/free', 'http://admin.localhost.:PORT/free']

const written = (url: string) => url.replace('PORT', new URL(scene.world().console.origin).port)

test('no way of writing a protected address gets past the network rules, where no hook is', async () => {
  const page = await scene.open('/bare')
  const sent = await page.evaluate(
    (urls) => {
      const script = `onmessage = async ({ data }) => {
        const ends = []
        for (const url of data) {
          const how = url.endsWith('/free') ? {} : { method: 'POST', body: 'x' }
          ends.push(await fetch(url, { mode: 'no-cors', ...how }).then(() => 'sent', ({ name }) => name))
        }
        postMessage(ends)
      }`
      const worker = new Worker(URL.createObjectURL(new Blob([script])))
      worker.postMessage(urls)
      return new Promise<string[]>((resolve) => worker.addEventListener('message', ({ data }) => resolve(data)))
    },
    [...served, ...elsewhere, ...free].map(written),
  )
  const got = [...served, ...elsewhere, ...free].filter((_, index) => sent[index] !== 'TypeError')
  expect(got).toEqual(free)
  expect(calls()).toEqual([])
  await page.close()
})

test('the console would have answered them', async () => {
  for (const url of served.map(written)) {
    // The names lead to the same machine; how this process finds it is not what is tested.
    const { pathname, search } = new URL(url)
    const response = await fetch(scene.world().console.origin + pathname + search, { method: 'POST', body: 'x' })
    expect([url, response.status]).toEqual([url, 200])
  }
})

test.each(
  [...served, ...elsewhere].filter((url) => /%69tems\/1$|x\/%2e|127\.1|3Apurge|x\/\.\.;|items\/1\/$/.test(url)),
)('%s is held where the hook is', async (url) => {
  const page = await scene.open('/bare')
  await page.evaluate((address) => void fetch(address, { method: 'POST', body: 'x' }).catch(() => {}), written(url))
  await panelSays(page, 'Waiting for approval')
  await scene.waiting()
  await clickPanel(page, 'Cancel')
  await panelSays(page, 'Cancelled')
  await expect.poll(async () => (await scene.approver().pending()).length, patience).toBe(0)
  expect(calls()).toEqual([])
  await page.close()
})

test('an address that only looks like one is let through, in its own spelling', async () => {
  const page = await scene.open('/bare')
  const statusOf = (path: string) =>
    page.evaluate((address) => fetch(address, { method: 'POST' }).then(({ status }) => status), path)
  expect(await statusOf('/api/%75sers/a;b')).toBe(404)
  expect(await statusOf('/other//items/%2F')).toBe(404)
  await page.close()
})
