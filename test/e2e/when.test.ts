import type { FastifyInstance } from 'fastify'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { countersign } from '../lab/relay/command-line.ts'
import { clickPanel, readPanel } from '../lab/stage/panel.ts'
import type { RequesterBrowser } from '../lab/stage/requester.ts'
import { panelSays, patience, useScene } from './scene.ts'

// When a rule counts: whoever it does not count for goes on at once, and nobody else does.

const scene = useScene({ more: { routes, rules } })
const calls = () => scene.world().console.calls

function routes(app: FastifyInstance): void {
  app.get('/bare', (_request, reply) =>
    reply
      .type('text/html')
      .send('<!doctype html><title>Bare</title><form method="post" action="/spared"><button>Send</button></form>'),
  )
  for (const path of ['/spared', '/asked', '/both', '/unknown', '/sized/:size']) {
    app.post(path, { config: { destructive: true } }, (_request, reply) => reply.type('text/html').send('done'))
  }
  app.addContentTypeParser('application/x-www-form-urlencoded', (_request, _body, done) => done(null, ''))
}

function rules(origin: string): string {
  const rule = (id: string, path: string, more: string) => `  - id: ${id}
    console: Acme Admin
    match: { method: POST, url: "${origin}${path}" }
    summary: "Do ${id}"
    ${more}
    approvers: { when: "'platform-leads' in approver.groups" }
`
  const when = (condition: string) => `when: "${condition}"`
  return (
    rule('spared', '/spared', when("!('platform-ops' in requester.groups)")) +
    rule('watched', '/:any', 'monitor: true') +
    rule('asked', '/asked', when("'platform-ops' in requester.groups")) +
    rule('strict', '/both', `reason: required\n    ${when("requester.email == 'somebody@acme.example'")}`) +
    rule('always', '/both', 'severity: high') +
    rule('unknown', '/unknown', when("requester.claims.department == 'sales'")) +
    rule('sized', '/sized/:size', when("params.size != 'small'"))
  )
}

const send = (page: Page, path: string) =>
  page.evaluate(async (to) => (await fetch(to, { method: 'POST' })).text(), path)

/** A worker’s request, which nobody looks into. */
const sendFromWorker = (page: Page, path: string) =>
  page.evaluate(
    (to) =>
      new Promise((resolve) => {
        const script = `fetch(${JSON.stringify(new URL(to, location.href).href)}, { method: 'POST' })
          .then(() => postMessage('sent'), () => postMessage('blocked'))`
        const worker = new Worker(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })))
        worker.onmessage = ({ data }) => resolve(data)
      }),
    path,
  )

test('whoever a rule does not count for goes on at once, and nobody is asked', async () => {
  const page = await scene.open('/bare')
  expect(await send(page, '/spared')).toBe('done')
  expect(await send(page, '/sized/small')).toBe('done')
  expect(calls()).toHaveLength(2)
  expect(await readPanel(page)).toBe('')
  expect(await scene.approver().pending()).toEqual([])
  await page.getByRole('button', { name: 'Send' }).click()
  await page.getByText('done').waitFor()
  expect(calls()).toHaveLength(3)
  await page.close()
  // A rule beside it that only records has what went on unasked, by both ways.
  const spared = expect.objectContaining({ rules: ['watched'], url: `${scene.world().console.origin}/spared` })
  await expect.poll(recorded, patience).toEqual([spared, spared])
})

async function recorded(): Promise<unknown> {
  const { stdout } = await countersign(['monitored', '--json'], { DATABASE_URL: scene.world().relay().databaseUrl })
  return JSON.parse(stdout)
}

test('what nobody looks into stays blocked for everybody', async () => {
  const page = await scene.open('/bare')
  expect(await sendFromWorker(page, '/spared')).toBe('blocked')
  expect(calls()).toEqual([])
  await page.close()
})

test('whoever it counts for asks, and so does whoever it is not known of', async () => {
  for (const path of ['/asked', '/unknown', '/sized/large']) {
    const page = await scene.open('/bare')
    const answered = send(page, path)
    const view = await scene.waiting()
    expect(calls()).toEqual([])
    await scene.approver().approve(view)
    expect(await answered).toBe('done')
    expect(calls()).toHaveLength(1)
    scene.world().console.reset()
    await page.close()
  }
})

test('of several rules those that do not count demand nothing', async () => {
  const page = await scene.open('/bare')
  const answered = send(page, '/both')
  // The other one would have wanted a reason first.
  const view = await scene.waiting()
  expect(view.request.action).toMatchObject({ rule: 'always', summary: 'Do always' })
  expect(view.request.action).not.toHaveProperty('also')
  await scene.approver().approve(view)
  expect(await answered).toBe('done')
  await page.close()
})

test('a rule that asks who it is spares nobody who has not signed in', async () => {
  await signOut(scene.requester())
  const page = await scene.open('/bare')
  const answered = send(page, '/spared').catch(() => 'failed')
  await panelSays(page, 'Sign in')
  expect(calls()).toEqual([])
  await clickPanel(page, 'Cancel')
  expect(await answered).toBe('failed')
  expect(calls()).toEqual([])
  await page.close()
})

/** Here and at the provider. */
async function signOut({ context, worker }: RequesterBrowser): Promise<void> {
  const popup = await context.newPage()
  await popup.goto(new URL('/src/popup/popup.html', (await worker()).url()).href)
  await popup.getByRole('button', { name: 'Sign out' }).click()
  await popup.getByRole('button', { name: /Sign in/ }).waitFor()
  await popup.close()
  await context.clearCookies()
}
