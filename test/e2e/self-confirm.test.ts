import { describeBundle, verifyBundle } from '@countersign/shared/log'
import type { Decision } from '@countersign/shared/protocol'
import type { Page } from 'playwright-core'
import postgres from 'postgres'
import { afterAll, afterEach, expect, test } from 'vitest'
import { builtDirectory } from '../../pwa/build/build.ts'
import { signInAs } from '../lab/idp/person.ts'
import { signConfirm, signEvidence } from '../lab/relay/scripted-request.ts'
import { type ScriptedApprover, signInApprover } from '../lab/stage/approver-script.ts'
import { clickPanel, readPanel } from '../lab/stage/panel.ts'
import { panelSays } from '../lab/stage/panel-says.ts'
import { lifeRoutes, lifeRules } from './life-rules.ts'
import { usePhoneScene } from './phone-scene.ts'
import { patience } from './scene.ts'

// A rule that asks nobody else: who asked signs in once more and confirms that it is they, on their own phone.

const rules = (console: string) => lifeRules(console).replace(/approvers: .*/, 'self_confirm: true')
const scene = usePhoneScene({ appDirectory: builtDirectory, more: { routes: lifeRoutes, rules }, owner: 'requester' })
const calls = () => scene.world().console.calls
let database: ReturnType<typeof postgres> | undefined
const sql = () => {
  database ??= postgres(scene.world().relay().databaseUrl, { max: 1 })
  return database
}

afterAll(() => database?.end())
afterEach(async () => {
  for (const page of scene.requester().context.pages()) if (page.url().startsWith('http')) await page.close()
})

async function startDelete(name: string): Promise<Page> {
  const page = await scene.requester().context.newPage()
  await page.goto(`${scene.world().console.origin}/users`)
  await page.evaluate((name) => void fetch(`/life/things/${name}`, { method: 'DELETE' }), name)
  await panelSays(page, 'Confirm that it’s you')
  return page
}

/** The card on the requester's phone, opened from its notification. */
async function cardOf(): Promise<Page> {
  const { notifications, phone } = scene
  await expect.poll(() => notifications().open().length, patience).toBeGreaterThan(0)
  const notification = notifications().open().at(-1)
  if (notification === undefined) throw new Error('No notification is open.')
  expect(notification.title).toBe('Confirm that it is you: Acme Admin')
  expect(notification.body).not.toMatch(/approv|things/i)
  notifications().click(notification)
  await expect.poll(() => phone().page().url(), patience).toContain('/r/')
  const page = phone().page()
  await page.getByText('You asked for this. Confirm it’s you').waitFor()
  return page
}

/** The one request of the requester's that waits, as they read it. */
async function waitingOf({ pending }: ScriptedApprover) {
  await expect.poll(async () => (await pending()).length, patience).toBe(1)
  const [view] = await pending()
  if (view === undefined) throw new Error('Nothing waits.')
  return view
}

const signing = (username: string) => {
  const { issuer, appRedirect: redirectUri } = scene.world()
  return { issuer, redirectUri, username }
}

test('who asked confirms it on their own phone, it runs once, and no word anywhere says that somebody approved', async () => {
  const console_ = await startDelete('confirmed')
  await panelSays(console_, 'The notification is on your phone')
  const card = await cardOf()
  expect(await card.getByRole('button').allTextContents()).toEqual(
    expect.arrayContaining(['Confirm with Acme SSO', 'It wasn’t me']),
  )
  expect(await card.getByRole('main').textContent()).not.toMatch(/approv/i)
  expect(calls()).toHaveLength(0)
  await card.getByRole('button', { name: 'Confirm with Acme SSO' }).click()
  await signInAs(card, { username: 'requester' })
  await panelSays(console_, 'Confirmed by you. The console answered 200')
  expect(await readPanel(console_)).not.toMatch(/approv/i)
  await card.getByText('You confirmed, signed by Acme SSO').waitFor()
  expect(calls()).toHaveLength(1)

  const requester = await signInApprover(scene.world(), 'requester')
  const id = card.url().split('/').at(-1) ?? ''
  // The path's id is a request's.
  const bundle = await requester.device.client.call('readBundle', { params: { id: id as never } })
  const report = await verifyBundle(bundle, { policyKey: scene.world().signed.publicKey, keys: {} })
  expect(report.verdict).toBe('relay-keys')
  const { lines } = describeBundle(report)
  expect(lines.map(({ says }) => says).join('\n')).toMatch(/^confirmed by the requester, Requester /m)
  expect(JSON.stringify(lines)).not.toMatch(/approv/i)
  const leaves = await sql()<{ leaf: string }[]>`SELECT leaf FROM entries WHERE request = ${id} ORDER BY seq`
  expect(leaves.map(({ leaf }) => JSON.parse(leaf).kind)).toContain('decision.confirm')
  expect(leaves.map(({ leaf }) => leaf).join('\n')).not.toMatch(/approv/i)
})

test('“It wasn’t me” stops it', async () => {
  const console_ = await startDelete('not-mine')
  const card = await cardOf()
  await card.getByRole('button', { name: 'It wasn’t me' }).click()
  await panelSays(console_, 'It was not you')
  await card.getByText('It was not you.').waitFor()
  expect(calls()).toHaveLength(0)
})

test('without a phone at hand it is confirmed in a tab of the same browser', async () => {
  const console_ = await startDelete('in-a-tab')
  const opened = scene.requester().context.waitForEvent('page')
  await clickPanel(console_, 'Confirm in a new tab')
  const tab = await opened
  // At the provider they are signed in already: to the app that is enough, and to confirm it is not.
  await tab.getByRole('button', { name: /Sign in/ }).click()
  await tab.getByRole('button', { name: 'Confirm with Acme SSO' }).click()
  await signInAs(tab, { username: 'requester' })
  await panelSays(console_, 'Confirmed by you')
  expect(calls()).toHaveLength(1)
})

test('a colleague sees nothing of it, and neither their evidence nor the requester’s approval counts at the relay', async () => {
  const console_ = await startDelete('theirs')
  const [requester, lead] = await Promise.all([
    signInApprover(scene.world(), 'requester'),
    signInApprover(scene.world(), 'approver-1'),
  ])
  const view = await waitingOf(requester)
  const { digest } = view.status
  const params = { id: view.request.id }
  expect(view.status.reached.map(({ name }) => name)).toEqual(['Requester'])
  expect(await lead.pending()).toEqual([])
  await expect(lead.device.client.call('readRequest', { params })).rejects.toMatchObject({ code: 'not_found' })
  const decide = (by: ScriptedApprover, body: Decision) => by.device.client.call('decide', { params, body })
  const theirs = { ...signing('approver-1'), digest }
  const mine = { ...signing('requester'), digest }
  await expect(decide(lead, await signConfirm(theirs))).rejects.toMatchObject({ code: 'not_found' })
  await expect(decide(lead, await signEvidence(theirs))).rejects.toMatchObject({ code: 'not_found' })
  await expect(decide(requester, await signConfirm(theirs))).rejects.toMatchObject({ code: 'requester_is_another' })
  await expect(decide(requester, await signEvidence(theirs))).rejects.toMatchObject({ code: 'decision_not_asked' })
  const approval = await signEvidence(mine)
  await expect(decide(requester, approval)).rejects.toMatchObject({ code: 'decision_not_asked' })
  const relabelled = { ...approval, decision: 'confirm' as const }
  await expect(decide(requester, relabelled)).rejects.toMatchObject({ code: 'evidence_nonce_mismatch' })
  await expect(requester.deny(view).then(() => 'denied')).resolves.toBe('denied')
  await panelSays(console_, 'It was not you')
  expect(calls()).toHaveLength(0)
})

test('nor does either at the browser that holds it, whatever the relay says', async () => {
  const requester = await signInApprover(scene.world(), 'requester')
  const lies = {
    requester_is_another: () => signConfirm,
    decision_not_asked: () => signEvidence,
  } as const
  for (const [code, sign] of Object.entries(lies)) {
    const console_ = await startDelete(code)
    const { request, status } = await waitingOf(requester)
    const decision = await sign()({ ...signing('approver-1'), digest: status.digest })
    await sayConfirmed(request.id, decision)
    await panelSays(console_, code)
    await panelSays(console_, 'Not released')
    expect(calls()).toHaveLength(0)
    await console_.close()
  }
  const console_ = await startDelete('own-approval')
  const { request, status } = await waitingOf(requester)
  await sayConfirmed(request.id, await signEvidence({ ...signing('requester'), digest: status.digest }))
  await panelSays(console_, 'decision_not_asked')
  expect(calls()).toHaveLength(0)
})

/** What somebody with the database in their hands would write. */
async function sayConfirmed(id: string, decision: Decision): Promise<void> {
  await sql()`
    INSERT INTO decisions (request, person, name, identity, decision, at)
    VALUES (${id}, 'somebody', 'Requester', '{}', ${sql().json(decision)}, ${Date.now()})`
  await sql()`UPDATE requests SET state = 'confirmed', confirmed = ${Date.now()} WHERE id = ${id}`
  await sql()`INSERT INTO entries (request, leaf) VALUES (${id}, '{}')`
}
