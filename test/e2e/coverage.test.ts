import type { CoverageReport } from '@countersign/shared/api'
import type { FastifyInstance } from 'fastify'
import { expect, test } from 'vitest'
import { extensionRedirect } from '../../extension/build/extension-id.ts'
import { countersign } from '../lab/relay/command-line.ts'
import { signInDevice } from '../lab/relay/device.ts'
import { clickPanel } from '../lab/stage/panel.ts'
import { panelSays, patience, useScene } from './scene.ts'

const scene = useScene({ more: { routes, rules } })

function routes(app: FastifyInstance): void {
  app.get('/bare', (_request, reply) => reply.type('text/html').send('<!doctype html><title>Bare</title><p>Bare'))
  for (const path of ['/strict', '/relaxed']) app.post(path, (_request, reply) => reply.send('done'))
}

function rules(origin: string): string {
  return ['strict', 'relaxed']
    .map(
      (mode) => `  - id: ${mode}-rule
    console: Counted
    match: { method: POST, url: "${origin}/${mode}", body: { mode: ${mode}, json: { "/action": delete } } }
    summary: "Change it"
    approvers: { when: "'platform-leads' in approver.groups" }
`,
    )
    .join('')
}

/** What the relay has, as a security team reads it. */
async function reported(...options: string[]): Promise<string> {
  const { code, stdout, stderr } = await countersign(['coverage', ...options], {
    DATABASE_URL: scene.world().relay().databaseUrl,
  })
  expect([code, stderr]).toEqual([0, ''])
  return stdout
}

/** As at the next start of the browser: the pause between two reports is over, and somebody is signed in. */
async function sendAgain(): Promise<void> {
  const worker = await scene.requester().worker()
  await worker.evaluate(async () => {
    const { session } = await chrome.storage.session.get('session')
    await chrome.storage.session.remove('coverage-sent')
    await chrome.storage.session.set({ session: { ...(session as object), again: Date.now() } })
  })
}

test('a security team reads what came by which way, what was relaxed, and what the browser cannot check', async () => {
  const page = await scene.open('/bare')
  const send = (path: string, action: string) =>
    page.evaluate(
      (call) =>
        fetch(call.path, { method: 'POST', body: JSON.stringify({ action: call.action }) }).then(
          ({ status }) => status,
          ({ name }) => String(name),
        ),
      { path, action },
    )
  expect(await send('/strict', 'show')).toBe(200)
  expect(await send('/strict', 'list')).toBe(200)
  expect(await send('/relaxed', 'show')).toBe(200)
  const held = send('/strict', 'delete')
  await panelSays(page, 'Waiting for approval')
  await clickPanel(page, 'Cancel')
  expect(await held).toBe('TypeError')
  const byWorker = await page.evaluate(() => {
    const script = `fetch('${location.origin}/strict', { method: 'POST', body: '{}' }).catch(() => {}).then(() => postMessage(1))`
    const worker = new Worker(URL.createObjectURL(new Blob([script])))
    return new Promise((resolve) => worker.addEventListener('message', ({ data }) => resolve(data)))
  })
  expect(byWorker).toBe(1)
  const counted = async () => {
    await sendAgain()
    const all: { seen: { console: string; paths: { path: string }[] } }[] = JSON.parse(await reported('--json'))
    return all.find(({ seen }) => seen.console === 'Counted')?.seen.paths ?? []
  }
  await expect.poll(counted, { ...patience, interval: 1_000 }).toEqual([
    { path: 'script', held: 1, released: 0, blocked: 0, passed: 2, relaxed: 1, last: expect.any(Number) },
    { path: 'worker', held: 0, released: 0, blocked: 1, passed: 0, relaxed: 0, last: expect.any(Number) },
  ])
  const table = await reported()
  expect(table).toMatch(/^Counted: 1 browser,/m)
  expect(table).toMatch(/Script of the page \(fetch, XMLHttpRequest, beacon\) +1 +0 +0 +2 +1 /)
  expect(table).toContain('workers are not blocked there: relaxed-rule')
  expect(table).toContain('not installed by an administrator')
  expect(await reported('--json')).not.toContain('http')

  const worker = await scene.requester().worker()
  await page.goto(new URL('/src/options/options.html', worker.url()).href)
  const cells = page.getByRole('table', { name: 'Counted' }).getByRole('row', { name: 'Script' }).getByRole('cell')
  await expect.poll(async () => (await cells.allInnerTexts()).slice(0, 5), patience).toEqual(['1', '0', '0', '2', '1'])
  expect(await page.getByText('What this browser can’t check').count()).toBe(1)
  await page.close()
})

const known: CoverageReport = {
  browser: 'Chrome 156',
  limits: [],
  consoles: [{ console: 'Counted', relaxed_rules: [], paths: [] }],
}

function device(username: string, role: 'extension' | 'app') {
  const { relayUrl: relay, issuer, appRedirect } = scene.world()
  const redirectUri = role === 'extension' ? extensionRedirect : appRedirect
  return signInDevice({ relay, issuer, clientId: `countersign-${role}`, redirectUri, role, username })
}

test('the relay keeps the latest of each browser, and of consoles that the policy names', async () => {
  const { client } = await device('requester', 'extension')
  const path = { path: 'form', held: 1, released: 0, blocked: 0, passed: 0, relaxed: 0, last: 1 }
  const [console] = known.consoles
  if (console === undefined) throw new Error('No console.')
  await client.call('reportCoverage', { body: known })
  const strange = { ...console, console: 'Nobody’s' }
  const twice = [console, strange, { ...console, paths: [path] }]
  await client.call('reportCoverage', { body: { ...known, browser: 'Chrome 157', consoles: twice } })
  const all: { browser: string; seen: unknown }[] = JSON.parse(await reported('--json'))
  expect(all.filter(({ browser }) => /^Chrome 15[67]$/.test(browser)).map(({ seen }) => seen)).toContainEqual({
    ...console,
    paths: [path],
  })
  expect(all.filter(({ browser }) => browser === 'Chrome 157')).toHaveLength(1)
  expect(JSON.stringify(all)).not.toContain('Nobody')
})

test('a phone reports no coverage, and what is no report is refused with its place', async () => {
  const phone = await device('approver-1', 'app')
  await expect(phone.client.call('reportCoverage', { body: known })).rejects.toMatchObject({ code: 'not_permitted' })
  const { client } = await device('requester', 'extension')
  const refused = (body: unknown) =>
    // What a browser that means no good could send.
    expect(client.call('reportCoverage', { body: body as CoverageReport })).rejects.toMatchObject({ code: 'malformed' })
  await refused({ ...known, consoles: Array.from({ length: 101 }, () => known.consoles[0]) })
  await refused({ ...known, url: 'https://a.example/' })
  await refused({ ...known, limits: ['Not A Code'] })
  await refused({ ...known, consoles: [{ ...known.consoles[0], paths: [{ path: 'form', held: -1 }] }] })
})

test('where the relay is away, ordinary work goes on, and the report comes another time', async () => {
  const page = await scene.open('/bare')
  await scene.world().restartRelay(async () => {
    await sendAgain()
    const status = await page.evaluate(() => fetch('/strict', { method: 'POST', body: '{}' }).then((r) => r.status))
    expect(status).toBe(200)
  })
  await sendAgain()
  const passed = async () => {
    await sendAgain()
    return /Script of the page \(fetch, XMLHttpRequest, beacon\) +1 +0 +0 +3 +1 /.test(await reported())
  }
  await expect.poll(passed, { ...patience, interval: 1_000 }).toBe(true)
  await page.close()
})
