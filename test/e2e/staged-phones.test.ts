import { beforeAll, beforeEach, expect, test } from 'vitest'
import { builtDirectory } from '../../pwa/build/build.ts'
import { signInAs } from '../lab/idp/person.ts'
import { type DemoOrigins, demoPolicy } from '../lab/policy/demo-policy.ts'
import type { ApproverPhone } from '../lab/stage/approver-phone.ts'
import { clickPanel, readPanel } from '../lab/stage/panel.ts'
import { panelSays } from '../lab/stage/panel-says.ts'
import { usePhoneScene } from './phone-scene.ts'
import { patience } from './scene.ts'

// Two phones with real push: the team lead's, who is asked first, and the security officer's, who comes after.

const staged = ({ console }: DemoOrigins) => `  - id: delete-in-stages
    console: Acme Admin
    match: { method: DELETE, url: "${console}/api/users/:user" }
    summary: "Delete user {user}"
    approvers:
      all:
        - { name: Team lead, when: "'platform-leads' in approver.groups" }
        - { name: Security, when: "'security' in approver.groups", stage: 2 }
`
const scene = usePhoneScene({
  appDirectory: builtDirectory,
  owner: 'security',
  // In the place of the demo's rule for the same address.
  policy: (origins) =>
    demoPolicy(origins).replace(/ {2}- id: delete-user\n[\s\S]*?(?= {2}- id: )/, () => staged(origins)),
})
const calls = () => scene.world().console.calls
const security = () => scene.phone().page()

let lead: ApproverPhone

beforeAll(async () => {
  lead = await scene.startAnother('approver-1')
})

/** Takes the notification off the team lead's phone, and opens what it is about. */
async function openOnLead(): Promise<string> {
  const { open, dismiss } = scene.notifications()
  await expect.poll(() => open().length, patience).toBe(1)
  for (const notification of open()) dismiss(notification)
  await lead.page().goto(scene.world().appUrl)
  await lead
    .page()
    .getByRole('link', { name: /Delete user/ })
    .first()
    .click()
  await lead.page().getByRole('button', { name: 'Approve with Acme SSO' }).waitFor()
  return lead.page().url()
}

async function approveOnLead(): Promise<void> {
  await lead.page().getByRole('button', { name: 'Approve with Acme SSO' }).click()
  await signInAs(lead.page(), { username: 'approver-1' })
  await lead.page().getByText('More are needed: Team lead 1 of 1, then Security 0 of 1.').waitFor()
}

beforeEach(() => {
  const { open, dismiss } = scene.notifications()
  for (const notification of open()) dismiss(notification)
})

test('the team lead is asked first; once they have approved, security is told, approves, and it goes through once', async () => {
  const console_ = await scene.askToDelete('u-104')
  await panelSays(console_, 'Waiting for Team lead. Asked after that: Security.')
  await panelSays(console_, 'Team lead 0 of 1, then Security 0 of 1')
  expect(await readPanel(console_)).not.toContain('Security officer')
  expect(await readPanel(console_)).not.toContain('can be reached')

  await openOnLead()
  expect(await lead.page().getByRole('article').textContent()).toContain(
    'You are asked first. Team lead 0 of 1, then Security 0 of 1. Security will be asked after that.',
  )
  await approveOnLead()
  await panelSays(console_, 'First approved by Team lead. Waiting for Security.')
  await panelSays(console_, 'Security officer')
  expect(calls()).toHaveLength(0)

  const card = await scene.openFromNotification()
  expect(await card.getByRole('article').textContent()).toContain(
    'Already approved by First approver. Team lead 1 of 1, then Security 0 of 1. Yours is the last yes that is needed.',
  )
  await card.getByRole('button', { name: 'Approve with Acme SSO' }).click()
  await signInAs(card, { username: 'security' })
  await panelSays(console_, 'Done')
  await card.getByText('The console answered 200').waitFor()
  expect(calls()).toHaveLength(1)
  await console_.close()
})

test('who opens it too early reads that it is not their turn, and then the card; they may still deny it', async () => {
  const console_ = await scene.askToDelete('u-102')
  const address = await openOnLead()
  await security().goto(address)
  await security().getByText('It is not your turn yet').waitFor()
  expect(await security().textContent('body')).not.toContain('u-102')

  await approveOnLead()
  await security().getByRole('button', { name: 'Approve with Acme SSO' }).waitFor()
  expect(await security().getByRole('article').textContent()).toContain('Already approved by First approver.')
  await security().getByRole('button', { name: 'Deny', exact: true }).click()
  await panelSays(console_, 'Denied by Security officer')
  expect(calls()).toHaveLength(0)
  await console_.close()
})

test('whoever has it open too early comes to the card by the notification, too', async () => {
  const console_ = await scene.askToDelete('u-105')
  await security().goto(await openOnLead())
  await security().getByText('It is not your turn yet').waitFor()
  await approveOnLead()
  const card = await scene.openFromNotification()
  await card.getByRole('button', { name: 'Deny', exact: true }).click()
  await panelSays(console_, 'Denied by Security officer')
  await console_.close()
})

test('who has it open too early reads that it was denied, without loading it anew, and nothing of what it was', async () => {
  const console_ = await scene.askToDelete('u-106')
  await security().goto(await openOnLead())
  await security().getByText('It is not your turn yet').waitFor()
  await lead.page().getByRole('button', { name: 'Deny', exact: true }).click()
  await panelSays(console_, 'Denied by First approver')
  await security().getByRole('heading', { name: 'An approver denied it' }).waitFor()
  await security().getByText('Nothing was sent.').waitFor()
  expect(await security().textContent('body')).not.toContain('u-106')
  await console_.close()
})

test('and that it was cancelled, likewise', async () => {
  const console_ = await scene.askToDelete('u-101')
  await security().goto(await openOnLead())
  await security().getByText('It is not your turn yet').waitFor()
  await clickPanel(console_, 'Cancel')
  await security().getByRole('heading', { name: 'It is no longer asked for' }).waitFor()
  await console_.close()
})

test('what the team lead denies, security is never told of', async () => {
  const { shown } = scene.notifications()
  const before = shown.all.length
  const console_ = await scene.askToDelete('u-103')
  const address = await openOnLead()
  await lead.page().getByRole('button', { name: 'Deny', exact: true }).click()
  await panelSays(console_, 'Denied by First approver')
  expect(shown.all).toHaveLength(before + 1)
  await security().goto(address)
  await security().getByRole('heading', { name: 'An approver denied it' }).waitFor()
  expect(await security().textContent('body')).not.toContain('u-103')
  expect(calls()).toHaveLength(0)
  await console_.close()
})
