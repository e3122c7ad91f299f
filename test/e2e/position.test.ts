import { describeBundle, verifyBundle } from '@countersign/shared/log'
import type { Evidence, Position } from '@countersign/shared/protocol'
import type { Page } from 'playwright-core'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { builtDirectory } from '../../pwa/build/build.ts'
import { signInAs } from '../lab/idp/person.ts'
import { countersign } from '../lab/relay/command-line.ts'
import { signEvidence } from '../lab/relay/scripted-request.ts'
import { type ScriptedApprover, signInApprover } from '../lab/stage/approver-script.ts'
import { panelSays } from '../lab/stage/panel-says.ts'
import { startLifeDelete } from './life-delete.ts'
import { lifeRoutes, lifeRules } from './life-rules.ts'
import { usePhoneScene } from './phone-scene.ts'
import { patience } from './scene.ts'

// A rule that asks whoever approves where they are: a real phone asks its person, and signs what it was told.

const why = 'Regulated <b>data</b>: from the head office only'
const asked = `position: { why: "${why}", accuracy: 2000, within: [{ name: Head office, at: [48.137, 11.575], km: 50 }] }`
const rules = (console: string) => `${lifeRules(console)}    ${asked}\n`
const scene = usePhoneScene({ appDirectory: builtDirectory, more: { routes: lifeRoutes, rules } })

const munich = { latitude: 48.137_154, longitude: 11.576_124, accuracy: 24.6 }
const said: Position = { latitude: 481_400, longitude: 115_800, accuracy: 1_000 }
const berlin = { latitude: 52.52, longitude: 13.405, accuracy: 24.6 }

const calls = () => scene.world().console.calls
const context = () => scene.phone().context
const { sql } = scene
/** Where the phone's pages went, and how often they asked where it is. */
const asks: string[] = []

beforeAll(async () => {
  await context().exposeBinding('toldOfAsking', ({ page }) => void asks.push(page.url()))
  await context().addInitScript(() => {
    const { geolocation } = navigator
    const ask = geolocation.getCurrentPosition.bind(geolocation)
    geolocation.getCurrentPosition = (...given) => {
      // The binding above.
      ;(window as unknown as { toldOfAsking: () => void }).toldOfAsking()
      ask(...given)
    }
  })
  await scene.phone().page().reload()
})
beforeEach(async () => {
  asks.length = 0
  await allow('granted')
  await context().setGeolocation(munich)
})
afterEach(async () => {
  for (const page of scene.requester().context.pages()) if (page.url().startsWith('http')) await page.close()
  const { open, dismiss } = scene.notifications()
  for (const notification of open()) dismiss(notification)
})

/** What the person has answered to the browser's question; what is not granted is denied. */
async function allow(geolocation: 'granted' | 'denied'): Promise<void> {
  const { origin } = new URL(scene.world().appUrl)
  const more = geolocation === 'granted' ? ['geolocation'] : []
  await context().clearPermissions()
  await context().grantPermissions(['notifications', ...more], { origin })
}

const startDelete = (name: string) => startLifeDelete(scene, name)

const approve = (card: Page) => card.getByRole('button', { name: 'Approve with Acme SSO' })

function idOf(card: Page) {
  // The path's id is a request's.
  return card.url().split('/').at(-1) as Parameters<ScriptedApprover['sign']>[0]['request']['id']
}

async function decisionsOf(id: string): Promise<readonly Evidence[]> {
  const rows = await sql()<{ decision: Evidence }[]>`SELECT decision FROM decisions WHERE request = ${id}`
  return rows.map(({ decision }) => decision)
}

test('the card says what is asked, why and who sees it; the approval says where they were, and everybody reads it', async () => {
  const console_ = await startDelete('inside')
  const card = await scene.openFromNotification()
  const where = card.getByRole('region', { name: 'To approve it, say where you are' })
  const text = (await where.textContent()) ?? ''
  for (const words of [why, 'Rounded to about 1 km', 'and within 50 km of Head office', 'Requester', 'auditors']) {
    expect(text).toContain(words)
  }
  expect(await where.locator('b').count()).toBe(0)
  expect(asks).toEqual([])
  const left = card.waitForRequest((request) => request.isNavigationRequest())
  await approve(card).click()
  const { searchParams } = new URL((await left).url())
  expect(asks).toHaveLength(1)
  // The provider hears of no place.
  expect(JSON.stringify([...searchParams])).not.toMatch(/48\.1|481400|position/)
  await signInAs(card, { username: 'approver-1' })
  await panelSays(console_, 'Approved by First approver (said to be at 48.14, 11.58 ± 1 km). The console answered 200')
  await card.getByText('Said to be at 48.14, 11.58 ± 1 km').waitFor()
  expect(calls()).toHaveLength(1)

  const id = idOf(card)
  expect((await decisionsOf(id)).map(({ position }) => position)).toEqual([said])
  const requester = await signInApprover(scene.world(), 'requester')
  const bundle = await requester.device.client.call('readBundle', { params: { id } })
  const report = await verifyBundle(bundle, { policyKey: scene.world().signed.publicKey, keys: {} })
  const { lines } = describeBundle(report)
  expect(report.verdict).toBe('relay-keys')
  expect(lines.map(({ says }) => says).join('\n')).toContain('and said to be at 48.14, 11.58 ± 1 km')
  const [first] = 'decisions' in bundle ? bundle.decisions : []
  if (first === undefined) throw new Error('It has been decided.')
  for (const position of [{ ...said, latitude: said.latitude + 100 }, undefined]) {
    const { position: _, ...others } = first.decision as Evidence
    const decision = position === undefined ? others : { ...others, position }
    const changed = { ...bundle, decisions: [{ ...first, decision }] } as typeof bundle
    const { verdict } = await verifyBundle(changed, { policyKey: scene.world().signed.publicKey, keys: {} })
    expect(verdict).toBe('invalid')
  }
  // What cannot be taken out of the log is not in it, in any spelling.
  const leaves = await sql()<{ leaf: string }[]>`SELECT leaf FROM entries WHERE request = ${id}`
  expect(leaves.map(({ leaf }) => leaf).join('\n')).not.toMatch(/position|latitude|481400|48\.14/)
  // Nothing of it is left on the phone.
  const kept = await card.evaluate(async () => {
    const opened = indexedDB.open('countersign')
    await new Promise((resolve) => opened.addEventListener('success', resolve))
    const all = opened.result.transaction('kept').objectStore('kept').getAll()
    await new Promise((resolve) => all.addEventListener('success', resolve))
    return JSON.stringify(all.result)
  })
  expect(kept).not.toMatch(/481400|115800/)

  // It goes with the request.
  expect(await tablesWith('481400')).toEqual(['decisions'])
  const { databaseUrl } = scene.world().relay()
  const { code, stderr } = await countersign(['requests', 'erase', id, '--by', 'Data protection'], {
    DATABASE_URL: databaseUrl,
  })
  expect({ code, stderr }).toMatchObject({ code: 0 })
  expect(await tablesWith('481400')).toEqual([])
})

/** Which tables have a row in which this stands, but for the policies, which name the middle of a circle. */
async function tablesWith(text: string): Promise<readonly string[]> {
  const tables = await sql()<{ name: string }[]>`
    SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'polic%'`
  const found = tables.map(async ({ name }) => {
    const rows = await sql()`SELECT FROM ${sql()(name)} AS row WHERE row::text LIKE ${`%${text}%`} LIMIT 1`
    return rows.length === 0 ? [] : [name]
  })
  return (await Promise.all(found)).flat()
}

test('who does not let it be known reads what to do, signs in nowhere, and can deny', async () => {
  await allow('denied')
  const console_ = await startDelete('refused')
  const card = await scene.openFromNotification()
  await approve(card).click()
  await card.getByText('Your browser does not let Countersign ask where you are.').waitFor()
  expect(card.url()).toContain('/r/')
  await card.getByRole('button', { name: 'Deny', exact: true }).click()
  await panelSays(console_, 'Denied by First approver')
  expect(asks).toHaveLength(1)
  expect(JSON.stringify(await decisionsOf(idOf(card)))).not.toContain('position')
  expect(calls()).toHaveLength(0)
})

test('who is elsewhere, or not sure where, signs in for nothing; once they are there it goes on', async () => {
  const started: string[] = []
  const hear = (page: Page) => page.on('request', (request) => void started.push(request.url()))
  const console_ = await startDelete('elsewhere')
  const card = await scene.openFromNotification()
  hear(card)
  await context().setGeolocation(berlin)
  await approve(card).click()
  await card.getByText('Your phone says that you are at 52.52, 13.41 ± 1 km.').waitFor()
  await card.getByText('It can be approved within 50 km of Head office only. Nothing of it was sent.').waitFor()
  await context().setGeolocation({ ...munich, accuracy: 3_200 })
  await approve(card).click()
  await card.getByText('Your phone knows where it is to 3.2 km only.').waitFor()
  await card.getByText('2 km at most are allowed.').waitFor()
  await context().setGeolocation(null)
  await approve(card).click()
  await card.getByText('Your phone cannot tell where it is.').waitFor()
  expect(started.filter((url) => url.startsWith(scene.world().issuer))).toEqual([])
  expect(await decisionsOf(idOf(card))).toEqual([])
  expect(calls()).toHaveLength(0)

  await context().setGeolocation(munich)
  await approve(card).click()
  await signInAs(card, { username: 'approver-1' })
  await panelSays(console_, 'Approved by First approver (said to be at')
  expect(calls()).toHaveLength(1)
})

test('who denies while the phone still looks for itself is not sent to sign in when it has found out', async () => {
  const console_ = await startDelete('in-the-middle')
  const card = await scene.openFromNotification()
  const found = await approveSlowly(card)
  await card.getByRole('button', { name: 'Deny', exact: true }).click()
  await panelSays(console_, 'Denied by First approver')
  await card.getByText('You denied').first().waitFor()
  const went: string[] = []
  card.on('request', (request) => void went.push(request.url()))
  await found()
  await card.getByRole('link', { name: 'What else waits for you' }).click()
  await card.getByRole('link', { name: 'Settings' }).waitFor()
  expect(went.filter((url) => url.startsWith(scene.world().issuer))).toEqual([])
  expect(calls()).toHaveLength(0)
})

test('what somebody writes while the phone still looks for itself is signed as well', async () => {
  const console_ = await startDelete('late-reason')
  const card = await scene.openFromNotification()
  const found = await approveSlowly(card)
  await card.getByRole('button', { name: 'Add a reason' }).click()
  await card.getByLabel('Your reason, for the record').fill('Agreed with the owner')
  await found()
  await signInAs(card, { username: 'approver-1' })
  await panelSays(console_, 'Approved by First approver (said to be at')
  const [decision] = await decisionsOf(idOf(card))
  expect(decision).toMatchObject({ position: said, reason: 'Agreed with the owner' })
})

/** Presses Approve on a phone that takes its time, and gives what it finds in the end. */
async function approveSlowly(card: Page): Promise<() => Promise<void>> {
  await card.evaluate((coords) => {
    navigator.geolocation.getCurrentPosition = (found) => {
      // Only these members are looked at.
      Object.assign(window, { answer: () => found({ coords } as GeolocationPosition) })
    }
  }, munich)
  await approve(card).click()
  await card.getByRole('button', { name: 'Finding out where you are…' }).waitFor()
  return () => card.evaluate(() => Reflect.get(window, 'answer')())
}

test('the relay takes no approval without a position, nor one from elsewhere', async () => {
  const console_ = await startDelete('relay')
  const lead = await signInApprover(scene.world(), 'approver-1')
  const view = await waitingOf(lead)
  const decide = (body: Evidence) => lead.device.client.call('decide', { params: { id: view.request.id }, body })
  await expect(decide(await lead.sign(view))).rejects.toMatchObject({ code: 'position_missing' })
  const away = { ...said, latitude: 525_200 }
  await expect(decide(await signFrom(view, away))).rejects.toMatchObject({ code: 'position_elsewhere' })
  await expect(decide({ ...(await signFrom(view, away)), position: said })).rejects.toMatchObject({
    code: 'evidence_nonce_mismatch',
  })
  await lead.deny(view)
  await panelSays(console_, 'Denied by First approver')
})

test('a relay that takes the position away, adds it or changes it gets nothing through', async () => {
  const lead = await signInApprover(scene.world(), 'approver-1')
  type View = Awaited<ReturnType<typeof waitingOf>>
  const lies: readonly (readonly [code: string, lie: (view: View) => Promise<Evidence>])[] = [
    ['position_missing', async (view) => without(await signFrom(view, said))],
    ['evidence_nonce_mismatch', async (view) => ({ ...(await lead.sign(view)), position: said })],
    [
      'evidence_nonce_mismatch',
      async (view) => ({ ...(await signFrom(view, { ...said, latitude: 525_200 })), position: said }),
    ],
    [
      'evidence_nonce_mismatch',
      async (view) => ({ ...(await signFrom(view, said)), position: { ...said, accuracy: 1_001 } }),
    ],
    ['position_elsewhere', async (view) => signFrom(view, { ...said, latitude: 525_200 })],
  ]
  for (const [index, [code, lie]] of lies.entries()) {
    const console_ = await startDelete(`lie-${index}`)
    const view = await waitingOf(lead)
    await sayApproved(view.request.id, await lie(view))
    await panelSays(console_, code)
    await panelSays(console_, 'Not released')
    expect(calls()).toHaveLength(0)
    await console_.close()
  }
})

function without({ position: _, ...evidence }: Evidence): Evidence {
  return evidence
}

/** The one request that waits, as the approver reads it. */
async function waitingOf({ pending }: ScriptedApprover) {
  await expect.poll(async () => (await pending()).length, patience).toBe(1)
  const [view] = await pending()
  if (view === undefined) throw new Error('Nothing waits.')
  return view
}

function signFrom({ status }: Awaited<ReturnType<typeof waitingOf>>, position: Position): Promise<Evidence> {
  const { issuer, appRedirect: redirectUri } = scene.world()
  return signEvidence({ issuer, redirectUri, username: 'approver-1', digest: status.digest, position })
}

/** What somebody with the database in their hands would write. */
async function sayApproved(id: string, decision: Evidence): Promise<void> {
  await sql()`
    INSERT INTO decisions (request, person, name, identity, decision, at)
    VALUES (${id}, 'somebody', 'First approver', '{}', ${sql().json(decision)}, ${Date.now()})`
  await sql()`UPDATE requests SET state = 'approved', approved = ${Date.now()} WHERE id = ${id}`
  await sql()`INSERT INTO entries (request, leaf) VALUES (${id}, '{}')`
}
