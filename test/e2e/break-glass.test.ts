import { type Decision, signDeny } from '@countersign/shared/protocol'
import type { Page } from 'playwright-core'
import { afterEach, expect, test } from 'vitest'
import { builtDirectory } from '../../pwa/build/build.ts'
import { signInAs } from '../lab/idp/person.ts'
import { signBreakGlass, signConfirm, signEvidence } from '../lab/relay/scripted-request.ts'
import { type ScriptedApprover, signInApprover } from '../lab/stage/approver-script.ts'
import { clickPanel, readPanel } from '../lab/stage/panel.ts'
import { panelSays } from '../lab/stage/panel-says.ts'
import { startLifeDelete } from './life-delete.ts'
import { lifeRoutes, lifeRules } from './life-rules.ts'
import { usePhoneScene } from './phone-scene.ts'
import { patience } from './scene.ts'

// Nobody answers: who asked goes without approval, and an approver finds it on their phone.

const rules = (console: string) =>
  `${lifeRules(console)}    break_glass: { when: "'platform-ops' in requester.groups", acr: [phrh] }\n`
const scene = usePhoneScene({ appDirectory: builtDirectory, more: { routes: lifeRoutes, rules } })
const calls = () => scene.world().console.calls
const reason = 'The name server answers nobody'
const { sql } = scene

afterEach(async () => {
  for (const page of scene.requester().context.pages()) if (page.url().startsWith('http')) await page.close()
})

const startDelete = (name: string) => startLifeDelete(scene, name)

/** The card in a new tab of the requester's browser. */
async function openGlass(console_: Page): Promise<Page> {
  const opened = scene.requester().context.waitForEvent('page')
  await clickPanel(console_, 'Break the glass…')
  const tab = await opened
  // Signed in to the app from the second time on.
  const heading = tab.getByRole('heading', { name: 'Break the glass?' })
  const signIn = tab.getByRole('button', { name: /^Sign in/ })
  await heading.or(signIn).first().waitFor()
  if (await signIn.isVisible()) await signIn.click()
  await heading.waitFor()
  return tab
}

test('who asked goes without approval, by a strong sign-in and for a reason; an approver is told, looks at it, and it is red until then', async () => {
  const console_ = await startDelete('without')
  await panelSays(console_, 'Nobody can answer?')
  const tab = await openGlass(console_)
  await tab.getByText('First approver is told at once, with your name and your reason').waitFor()
  const button = tab.getByRole('button', { name: 'Go without approval with Acme SSO' })
  const field = tab.getByLabel('Why it can’t wait')
  expect(await button.isDisabled()).toBe(true)
  await field.fill('It burns  ')
  expect(await button.isDisabled()).toBe(true)
  await field.fill(reason)
  expect(calls()).toHaveLength(0)
  await button.click()
  await signInAs(tab, { username: 'requester', passkey: true })
  await panelSays(console_, 'Released without approval')
  expect(await readPanel(console_)).not.toMatch(/approved/i)
  expect(calls()).toHaveLength(1)
  await tab.getByRole('heading', { name: 'Released without approval.' }).waitFor()
  // Their own is nothing that they review.
  expect(await tab.getByRole('button', { name: 'I have looked at it' }).count()).toBe(0)

  const phone = await openTold()
  await phone.getByRole('heading', { name: 'Released without approval.' }).waitFor()
  await phone.getByText(reason).waitFor()
  await phone.getByRole('link', { name: 'What else waits for you' }).click()
  await phone.getByRole('heading', { name: 'Went without approval' }).waitFor()
  await phone.getByText('Not reviewed').waitFor()

  // The next one waits for the review.
  const second = await startDelete('again')
  const card = await openGlass(second)
  await card.getByText('First approver can review it.').waitFor()
  expect(await card.getByRole('button', { name: /Go without approval/ }).count()).toBe(0)

  await phone.getByRole('link', { name: /Delete without/ }).click()
  await phone.getByLabel('What you found, if you like').fill('It was right')
  await phone.getByRole('button', { name: 'I have looked at it' }).click()
  await phone.getByText('You have reviewed it').waitFor()
  await phone.getByRole('link', { name: 'What else waits for you' }).click()
  await phone.getByRole('heading', { name: 'Waiting for you' }).waitFor()
  await expect.poll(() => phone.getByRole('heading', { name: 'Went without approval' }).count(), patience).toBe(0)
  await card.getByRole('button', { name: 'Look again' }).click()
  await card.getByRole('button', { name: /Go without approval/ }).waitFor()
  await clickPanel(second, 'Cancel')
  await panelSays(second, 'Cancelled')
  expect(calls()).toHaveLength(1)
})

/** The notification that it went without, and what it leads to. */
async function openTold(): Promise<Page> {
  const { notifications, phone } = scene
  const told = () =>
    notifications()
      .open()
      .findLast(({ title }) => title === 'Requester went without approval')
  await expect.poll(told, patience).toBeDefined()
  const notification = told()
  if (notification === undefined) throw new Error('No notification is open.')
  // A lock screen is a public place.
  expect(notification.body).toContain('Acme Admin: look at it, please.')
  expect(`${notification.title} ${notification.body}`).not.toMatch(/delete|life|name server/i)
  notifications().click(notification)
  await expect.poll(() => phone().page().url(), patience).toContain('/r/')
  return phone().page()
}

test('a relay that says it was broken releases nothing without the evidence', async () => {
  const console_ = await startDelete('said')
  const requester = await signInApprover(scene.world(), 'approver-1')
  const { request } = await waitingOf(requester)
  await sayBroken(request.id)
  await panelSays(console_, 'Not released')
  await panelSays(console_, 'quorum_missing')
  expect(calls()).toHaveLength(0)
})

test('nor with the evidence of anything else: of an approval, of a confirm, of another person, of a weak sign-in, of another request', async () => {
  const approver = await signInApprover(scene.world(), 'approver-1')
  const { issuer, appRedirect: redirectUri } = scene.world()
  type Given = { readonly digest: Parameters<typeof signEvidence>[0]['digest'] }
  const of = (username: string, { digest }: Given) => ({ issuer, redirectUri, username, digest, reason })
  const asGlass = async (decision: Promise<Decision>): Promise<Decision> => {
    // What a lying relay would do to it.
    return { ...(await decision), decision: 'break-glass', reason } as Decision
  }
  const stale = await lastDigest()
  const lies: readonly (readonly [code: string, lie: (given: Given) => Promise<Decision>])[] = [
    ['evidence_nonce_mismatch', (given) => asGlass(signEvidence(of('approver-1', given)))],
    ['evidence_nonce_mismatch', (given) => asGlass(signEvidence(of('requester', given)))],
    ['evidence_nonce_mismatch', (given) => asGlass(signConfirm(of('requester', given)))],
    ['requester_is_another', (given) => signBreakGlass(of('approver-1', given))],
    ['acr_insufficient', (given) => signBreakGlass({ ...of('requester', given), passkey: false })],
    ['evidence_nonce_mismatch', () => signBreakGlass(of('requester', { digest: stale }))],
    ['approver_is_requester', (given) => signEvidence(of('requester', given))],
  ]
  for (const [index, [code, lie]] of lies.entries()) {
    const console_ = await startDelete(`lie-${index}`)
    const { request, status } = await waitingOf(approver)
    await sayBroken(request.id, await lie(status))
    await panelSays(console_, code)
    await panelSays(console_, 'Not released')
    await console_.close()
  }
  expect(calls()).toHaveLength(0)
})

test('a deny of somebody who may is the end of it, also where the relay has the glass broken after it', async () => {
  const console_ = await startDelete('denied')
  const approver = await signInApprover(scene.world(), 'approver-1')
  const { request, status } = await waitingOf(approver)
  const { issuer, appRedirect: redirectUri } = scene.world()
  const glass = await signBreakGlass({ issuer, redirectUri, username: 'requester', digest: status.digest, reason })
  const { key, idToken: id_token, salt } = approver.device
  const deny: Decision = { decision: 'deny', id_token, salt, jws: await signDeny(key, status.digest, undefined) }
  await sayBroken(request.id, glass, deny)
  await panelSays(console_, 'request_denied')
  expect(calls()).toHaveLength(0)
})

/** The newest that waits for the approver. */
async function waitingOf({ pending }: ScriptedApprover) {
  await expect.poll(async () => (await pending()).length, patience).toBeGreaterThan(0)
  const [view] = await pending()
  if (view === undefined) throw new Error('Nothing waits.')
  return view
}

/** Of a request that is over. */
async function lastDigest() {
  const [row] = await sql()<{ digest: string }[]>`SELECT digest FROM requests WHERE state <> 'pending' LIMIT 1`
  // The relay's own column of digests.
  return row?.digest as Parameters<typeof signEvidence>[0]['digest']
}

/** What somebody with the database in their hands would write. */
async function sayBroken(id: string, ...decisions: readonly Decision[]): Promise<void> {
  for (const [index, decision] of decisions.entries()) {
    await sql()`
      INSERT INTO decisions (request, person, name, identity, decision, at)
      VALUES (${id}, ${`somebody ${index}`}, 'Requester', '{}', ${sql().json(decision)}, ${Date.now()})`
  }
  await sql()`UPDATE requests SET state = 'broken', broken = ${Date.now()} WHERE id = ${id}`
  await sql()`INSERT INTO entries (request, leaf) VALUES (${id}, '{}')`
}
