import type { MonitoredReport } from '@countersign/shared/api'
import { type Digest, makeSalt } from '@countersign/shared/protocol'
import type { FastifyInstance } from 'fastify'
import { expect, test } from 'vitest'
import { extensionRedirect } from '../../extension/build/extension-id.ts'
import { countersign } from '../lab/relay/command-line.ts'
import { signInDevice } from '../lab/relay/device.ts'
import { clickPanel } from '../lab/stage/panel.ts'
import { panelSays, patience, useScene } from './scene.ts'

// A security team tries a rule before it holds anything: what it matches goes on at once, and is recorded.

const scene = useScene({ more: { routes, rules } })

/** What has arrived at the console, by path. */
const arrived: string[] = []

function routes(app: FastifyInstance): void {
  app.get('/bare', (_request, reply) => reply.type('text/html').send('<!doctype html><title>Bare</title><p>Bare'))
  for (const path of ['/tried/:name', '/strict/:name']) {
    app.post(path, (request, reply) => {
      arrived.push(request.url)
      return reply.send('done')
    })
  }
}

function rules(origin: string): string {
  const approvers = `approvers: { when: "'platform-leads' in approver.groups" }`
  return `  - id: tried
    console: Tried
    monitor: true
    match: { method: POST, url: "${origin}/tried/:name", body: { json: { "/action": delete } } }
    summary: "Delete {name}"
    ${approvers}
  - id: tried-everywhere
    console: Tried
    monitor: true
    match: { method: POST, url: "${origin}/:area/:name" }
    summary: "Change {name} of {area}"
    ${approvers}
  - id: strict
    console: Tried
    match: { method: POST, url: "${origin}/strict/:name" }
    summary: "Delete {name} for good"
    ${approvers}
`
}

type Recorded = { rules: string[]; open: boolean; method: string; url: string; summary: string; name: string }

async function recorded(): Promise<readonly Recorded[]> {
  return JSON.parse(await monitored('--json'))
}

async function monitored(...options: string[]): Promise<string> {
  const { code, stdout, stderr } = await countersign(['monitored', ...options], {
    DATABASE_URL: scene.world().relay().databaseUrl,
  })
  expect([code, stderr]).toEqual([0, ''])
  return stdout
}

test('what monitored rules match goes on at once, from pages and workers alike, and the team reads who did what', async () => {
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
  expect(await send('/tried/one', 'delete')).toBe(200)
  expect(await send('/tried/two', 'show')).toBe(200)
  const byWorker = await page.evaluate(() => {
    const script = `fetch('${location.origin}/tried/three', { method: 'POST', body: '{"action":"delete"}' }).then(({ status }) => postMessage(status))`
    const worker = new Worker(URL.createObjectURL(new Blob([script])))
    return new Promise((resolve) => worker.addEventListener('message', ({ data }) => resolve(data)))
  })
  expect(byWorker).toBe(200)
  expect(arrived).toEqual(['/tried/one', '/tried/two', '/tried/three'])
  await expect
    .poll(async () => (await recorded()).map(({ summary }) => summary).sort(), patience)
    .toEqual(['Change two of tried', 'Delete one', 'Delete three'])
  const origin = scene.world().console.origin
  expect(await recorded()).toContainEqual(
    expect.objectContaining({
      rules: ['tried', 'tried-everywhere'],
      open: false,
      method: 'POST',
      url: `${origin}/tried/one`,
      console: 'Tried',
    }),
  )
  const words = await monitored()
  expect(words).toContain('tried-everywhere (Tried): would have asked 3 times in 30 days, 0.1 a day')
  expect(words).toContain('tried (Tried): would have asked 2 times in 30 days')
  expect(words).not.toContain('too little')
  // Nobody was asked anything.
  expect(await scene.approver().pending()).toEqual([])
  const worker = await scene.requester().worker()
  await page.goto(new URL('/src/options/options.html', worker.url()).href)
  const only = page.locator('section', { has: page.getByRole('heading', { name: 'What is only recorded' }) })
  await expect.poll(() => only.getByRole('listitem').count(), patience).toBe(2)
  expect(await only.textContent()).toContain(`POST ${origin}/tried/:name`)
  await page.close()
})

test('a rule that holds counts, whatever a monitored one before it says of the same address', async () => {
  const page = await scene.open('/bare')
  const before = (await recorded()).length
  const held = page.evaluate(() => fetch('/strict/four', { method: 'POST' }).catch(({ name }) => String(name)))
  await panelSays(page, 'Waiting for approval')
  expect((await scene.waiting()).request.action).toMatchObject({ rule: 'strict', summary: 'Delete four for good' })
  await clickPanel(page, 'Cancel')
  expect(await held).toBe('TypeError')
  expect(arrived).not.toContain('/strict/four')
  // Something that is recorded behind it, so that it is known that it was not.
  await page.evaluate(() => fetch('/tried/five', { method: 'POST', body: '{}' }))
  await expect.poll(async () => (await recorded()).length, patience).toBe(before + 1)
  expect((await recorded()).map(({ url }) => new URL(url).pathname)).not.toContain('/strict/four')
  await page.close()
})

test('where the relay is away everything goes on, and it is told when it is back', async () => {
  const page = await scene.open('/bare')
  const worker = await scene.requester().worker()
  const waits = () => worker.evaluate(async () => (await chrome.storage.local.get('monitored'))['monitored'])
  await scene.world().restartRelay(async () => {
    const sent = page.evaluate(() => fetch('/tried/six', { method: 'POST', body: '{}' }).then(({ status }) => status))
    expect(await sent).toBe(200)
    await expect.poll(waits, patience).toHaveLength(1)
  })
  // As at the next start of the browser: somebody is signed in.
  await worker.evaluate(async () => {
    const { session } = await chrome.storage.session.get('session')
    await chrome.storage.session.set({ session: { ...(session as object), again: Date.now() } })
  })
  const paths = async () => (await recorded()).map(({ url }) => new URL(url).pathname)
  await expect.poll(paths, patience).toContain('/tried/six')
  await expect.poll(waits, patience).toEqual([])
  await page.close()
})

function device(username: string, role: 'extension' | 'app') {
  const { relayUrl: relay, issuer, appRedirect } = scene.world()
  const redirectUri = role === 'extension' ? extensionRedirect : appRedirect
  return signInDevice({ relay, issuer, clientId: `countersign-${role}`, redirectUri, role, username })
}

test('the relay takes each once, what the policy monitors alone, and from extensions', async () => {
  const { client } = await device('requester', 'extension')
  const { jws } = await client.call('policy', {})
  expect(jws).not.toBe('')
  const worker = await scene.requester().worker()
  const policy = await worker.evaluate(async () => {
    const { policy: kept } = await chrome.storage.local.get('policy')
    return String((kept as { inForce: { digest: string } }).inForce.digest)
  })
  const action = (path: string, rule: string) => ({
    id: makeSalt(),
    rules: [rule],
    open: false,
    method: 'POST',
    url: `${scene.world().console.origin}${path}`,
    at: Date.now(),
  })
  const report = (...actions: MonitoredReport['actions']) => ({
    // The digest of the policy in force.
    body: { policy: policy as Digest, actions },
  })
  const before = (await recorded()).length
  const seven = action('/tried/seven', 'tried')
  await client.call('reportMonitored', report(seven, seven))
  await client.call(
    'reportMonitored',
    report(seven, action('/elsewhere/at/all', 'tried'), action('/strict/x', 'strict')),
  )
  expect((await recorded()).length).toBe(before + 1)
  const phone = await device('approver-1', 'app')
  await expect(phone.client.call('reportMonitored', report(seven))).rejects.toMatchObject({ code: 'not_permitted' })
  const many = report(...Array.from({ length: 17 }, () => action('/tried/x', 'tried')))
  await expect(client.call('reportMonitored', many)).rejects.toMatchObject({ code: 'malformed' })
  const strange = { body: { policy: 'A'.repeat(43) as Digest, actions: [seven] } }
  await expect(client.call('reportMonitored', strange)).rejects.toMatchObject({ code: 'request_policy_mismatch' })
})
