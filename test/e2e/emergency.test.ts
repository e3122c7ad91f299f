import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RequestView } from '@countersign/shared/api'
import type { FastifyInstance } from 'fastify'
import type { Page } from 'playwright-core'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { generateEmergencyKey } from '../../server/src/cli/emergency-key.ts'
import type { DemoOrigins } from '../lab/policy/demo-policy.ts'
import { countersign } from '../lab/relay/command-line.ts'
import { clickPanel } from '../lab/stage/panel.ts'
import { killWorker } from './kill-worker.ts'
import { panelSays, patience, useScene } from './scene.ts'

// The day on which the relay and the identity provider are away: a held request goes to who keeps a key, and comes back.

const keys = {
  safe: await generateEmergencyKey('p-256'),
  notary: await generateEmergencyKey('ed25519'),
  archive: await generateEmergencyKey('p-256'),
  stranger: await generateEmergencyKey('p-256'),
}
type KeyName = keyof typeof keys

const scene = useScene({
  groups: () => `emergency_keys:
  - { id: safe, name: Second floor, key: ${JSON.stringify(keys.safe.publicJwk)} }
  - { id: notary, name: The notary, key: ${JSON.stringify(keys.notary.publicJwk)} }
  - { id: archive, name: The archive, key: ${JSON.stringify(keys.archive.publicJwk)} }
`,
  more: { routes, rules },
})
const calls = () => scene.world().console.calls
const emergencyPages = () =>
  scene
    .requester()
    .context.pages()
    .filter((page) => page.url().includes('/emergency/'))

beforeAll(async () => {
  const { signed } = scene.world()
  await writeFile(join(scene.directory(), 'policy.jws'), signed.jws)
  await writeFile(join(scene.directory(), 'policy-key.jwk'), JSON.stringify(signed.publicKey))
  for (const [name, { privateJwk }] of Object.entries(keys)) {
    await writeFile(join(scene.directory(), `${name}.jwk`), JSON.stringify(privateJwk))
  }
})

afterEach(async () => {
  for (const page of scene.requester().context.pages())
    if (/^(?:http|chrome-extension)/.test(page.url())) await page.close()
})

let answer: () => void = () => {}
const answered = new Promise<void>((resolve) => {
  answer = resolve
})

function routes(app: FastifyInstance): void {
  for (const what of ['things', 'pairs', 'deeds']) {
    app.delete<{ Params: { name: string } }>(
      `/life/${what}/:name`,
      { config: { destructive: true } },
      async ({ params: { name } }) => {
        if (name === 'slow') await answered
        return { done: true }
      },
    )
  }
}

function rules(console: DemoOrigins['console']): string {
  const rule = (id: string, what: string, emergency: string) => `  - id: ${id}
    console: Acme Admin
    match: { method: DELETE, url: "${console}/life/${what}/:name" }
    summary: "Delete {name}"
    approvers: { when: "'platform-leads' in approver.groups" }
    emergency: ${emergency}
`
  return (
    rule('things', 'things', '{ keys: [safe], quorum: 1 }') +
    rule('pairs', 'pairs', '{ keys: [safe, notary], quorum: 2 }') +
    rule('deeds', 'deeds', '{ keys: [archive], quorum: 1 }')
  )
}

/** Without relay and provider. */
function away(run: () => Promise<void>): Promise<void> {
  const { restartIdp, restartRelay } = scene.world()
  return restartRelay(() => restartIdp(run))
}

async function startDelete(path: string): Promise<Page> {
  const page = await scene.requester().context.newPage()
  await page.goto(`${scene.world().console.origin}/users`)
  await page.evaluate((path) => {
    void fetch(path, { method: 'DELETE' }).then(async (answer) => {
      document.title = JSON.stringify(await answer.json())
    })
  }, path)
  await panelSays(page, 'Use an emergency key…')
  return page
}

/** The page that the panel leads to. */
async function openDesk(page: Page): Promise<Page> {
  const opened = scene.requester().context.waitForEvent('page')
  await clickPanel(page, 'Use an emergency key…')
  const desk = await opened
  await desk.getByRole('heading', { name: 'What will run' }).waitFor()
  return desk
}

/** What a keeper sends back, signed by a process of the command line. */
async function signed(desk: Page, by: KeyName, reason = 'Provider and relay are down'): Promise<string> {
  const downloading = desk.waitForEvent('download')
  await desk.getByRole('link', { name: 'Download the file' }).click()
  const download = await downloading
  expect(download.suggestedFilename()).toMatch(/^[0-9a-f-]{36}\.countersign-request\.json$/)
  const at = (name: string) => join(scene.directory(), name)
  const file = at(download.suggestedFilename())
  await download.saveAs(file)
  const options = ['--policy', at('policy.jws'), '--policy-key', at('policy-key.jwk'), '--reason', reason, '--yes']
  const ran = await countersign(['emergency', 'sign', file, '--key', at(`${by}.jwk`), ...options])
  expect(ran.stderr).toContain('What will run, once')
  expect(ran.code).toBe(0)
  return ran.stdout.trim()
}

/** As somebody reads it who could have been asked, and was not. */
async function recordedFor(name: string): Promise<RequestView> {
  const { client } = scene.approver().device
  const read = async () => (await client.call('listRequests', { query: { which: 'to-review' } })).requests
  const wanted = ({ request, status }: RequestView) =>
    request.action.summary === `Delete ${name}` && status.outcome !== undefined
  await expect.poll(async () => (await read()).some(wanted), patience).toBe(true)
  const found = (await read()).find(wanted)
  if (found === undefined) throw new Error('It is recorded.')
  return found
}

async function handIn(desk: Page, statement: string): Promise<void> {
  await desk.getByLabel('The signed line').fill(statement)
  await desk.getByRole('button', { name: 'Release it' }).click()
}

async function refusedFor(desk: Page, words: string): Promise<void> {
  await desk.getByRole('alert').getByText(words).waitFor()
  expect(calls()).toHaveLength(0)
}

test('with relay and provider away a key that the rule names releases it, once, and the panel says that nobody approved it', async () => {
  await away(async () => {
    const page = await startDelete('/life/things/one')
    await panelSays(page, 'Countersign cannot be reached')
    const desk = await openDesk(page)
    expect(await desk.getByRole('main').textContent()).toContain('Kept by Second floor. One key is enough.')
    const statement = await signed(desk, 'safe')
    expect(calls()).toHaveLength(0)
    await handIn(desk, statement)
    await panelSays(page, 'Released without approval, by the emergency key of Second floor. The console answered 200')
    await expect.poll(() => page.title(), patience).toBe('{"done":true}')
    await desk.getByText('Released without approval, by the emergency key of Second floor').waitFor()
    expect(await desk.getByLabel('The signed line').count()).toBe(0)
    expect(calls()).toHaveLength(1)
  })
  // At its next start, if not before, the extension tells the relay.
  await killWorker(scene.requester())
  await scene.open('/users')
  const recorded = await recordedFor('one')
  expect(recorded.status).toMatchObject({ state: 'released', outcome: { outcome: { kind: 'answered', status: 200 } } })
  expect(recorded.status.unapproved).toMatchObject({ skipped: ['First approver'] })
  expect(recorded.request.requester.name).toBe('Requester')
})

test('another request’s, an unlisted key’s and another rule’s statement release nothing, and each is said to be that', async () => {
  await away(async () => {
    const other = await startDelete('/life/deeds/other')
    const elsewhere = await signed(await openDesk(other), 'archive')
    const page = await startDelete('/life/things/two')
    const desk = await openDesk(page)
    await handIn(desk, elsewhere)
    await refusedFor(desk, 'emergency_key_unknown')
    const mine = await signed(desk, 'safe')
    const another = await startDelete('/life/things/three')
    const anothers = await openDesk(another)
    await handIn(anothers, mine)
    await refusedFor(anothers, 'emergency_digest_mismatch')
    const [header, payload] = mine.split('.')
    await handIn(anothers, `${header}.${payload}.${'A'.repeat(86)}`)
    await refusedFor(anothers, 'emergency_signature_invalid')
    await handIn(anothers, 'yes, go on')
    await refusedFor(anothers, 'emergency_malformed')
    await handIn(desk, mine)
    await panelSays(page, 'Released without approval')
    expect(calls()).toHaveLength(1)
  })
})

test('where two keys have to sign, one that signs twice is one; and a line pasted twice is sent once', async () => {
  await away(async () => {
    const page = await startDelete('/life/pairs/four')
    const desk = await openDesk(page)
    const first = await signed(desk, 'safe')
    await handIn(desk, first)
    await desk.getByText('2 different keys have to sign; 1 signed so far: Second floor.').waitFor()
    await handIn(desk, await signed(desk, 'safe', 'Once more, to be sure'))
    await refusedFor(desk, 'This key has signed already, and counts once.')
    await handIn(desk, first)
    await refusedFor(desk, 'This key has signed already, and counts once.')
    await handIn(desk, await signed(desk, 'notary'))
    await panelSays(page, 'by the emergency keys of Second floor and The notary')
    expect(calls()).toHaveLength(1)
  })
})

test('the worker may be killed while the key is on its way: the same request is released by it', async () => {
  await away(async () => {
    const page = await startDelete('/life/things/five')
    const statement = await signed(await openDesk(page), 'safe')
    // The process of the worker is that of the extension's pages, too: with it the page for the key is gone.
    await killWorker(scene.requester())
    await panelSays(page, 'Use an emergency key…')
    await handIn(await openDesk(page), statement)
    await panelSays(page, 'Released without approval')
    expect(calls()).toHaveLength(1)
  })
})

test('a worker that dies while it is sent leaves it unknown whether it ran, and it is never sent again', async () => {
  await away(async () => {
    const page = await startDelete('/life/things/slow')
    const desk = await openDesk(page)
    const statement = await signed(desk, 'safe')
    await handIn(desk, statement)
    await expect.poll(() => calls().length, patience).toBe(1)
    await killWorker(scene.requester())
    await panelSays(page, 'Look before you repeat')
    answer()
    expect(calls()).toHaveLength(1)
  })
  await killWorker(scene.requester())
  await scene.open('/users')
  expect((await recordedFor('slow')).status.outcome?.outcome).toEqual({ kind: 'unknown' })
  expect(calls()).toHaveLength(1)
})

test('what somebody denies while it is ready for the next try is not sent', async () => {
  const page = await startDelete('/life/things/seven')
  const view = await scene.waiting()
  const desk = await openDesk(page)
  const statement = await signed(desk, 'safe')
  await page.reload()
  await handIn(desk, statement)
  await panelSays(page, 'Do the same again')
  await scene.approver().deny(view, 'Never')
  await page.evaluate(() => void fetch('/life/things/seven', { method: 'DELETE' }).catch(() => {}))
  await panelSays(page, 'Not released')
  expect(calls()).toHaveLength(0)
})

test('a key that is fetched in vain is no loss: people are asked once the relay is back, and they approve', async () => {
  let page: Page | undefined
  await away(async () => {
    page = await startDelete('/life/things/six')
    await openDesk(page)
  })
  if (page === undefined) throw new Error('The page was opened.')
  await scene.approver().approve(await scene.waiting())
  await panelSays(page, 'Approved by')
  await emergencyPages()[0]?.getByText('Approved by').waitFor()
  expect(calls()).toHaveLength(1)
})
