import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { countersign } from '../lab/relay/command-line.ts'
import { clickPanel } from '../lab/stage/panel.ts'
import { panelSays, theOneWaiting } from './scene.ts'
import { type Somebody, useTwoProviders } from './two-provider-scene.ts'

// One policy, two providers of two makers: people of one ask, people of the other approve.

const scene = useTwoProviders()
const calls = () => scene.world().console.calls

const acmeRequester: Somebody = { at: 'Acme SSO', username: 'requester' }
const acmeApprover: Somebody = { at: 'Acme SSO', username: 'approver-1' }
const partnerRequester: Somebody = { at: 'Partner ID', username: 'requester@partner.example' }
const partnerApprover: Somebody = { at: 'Partner ID', username: 'approver@partner.example' }

test('who asks chooses where to sign in, and somebody of the other provider approves on their phone', async () => {
  const page = await scene.open('/users')
  await page.locator('tr[data-row=u-104] [data-action=delete]').click()
  await panelSays(page, 'Choose where you sign in')
  await panelSays(page, 'Sign in with Partner ID')
  const opening = scene.requester().context.waitForEvent('page')
  await clickPanel(page, 'Sign in with Acme SSO')
  await scene.signIn(await opening, acmeRequester)
  await panelSays(page, 'Waiting for approval')

  await scene.approveAs(partnerApprover)
  await approveOnPhone(partnerApprover)
  await panelSays(page, 'Done')
  expect(calls()).toHaveLength(1)
  await page.close()
  await verifiesAlone(partnerApprover)
})

test('and the other way round', async () => {
  await scene.askAs(partnerRequester)
  await scene.approveAs(acmeApprover)
  const page = await askToDeleteWebhook()
  await approveOnPhone(acmeApprover)
  await panelSays(page, 'Done')
  expect(calls()).toHaveLength(1)
  await page.close()
  await verifiesAlone(acmeApprover)
})

test('one human being with an account at both is nobody else at the other', async () => {
  await scene.askAs({ at: 'Acme SSO', username: 'lead' })
  const self = await scene.script({ at: 'Partner ID', username: 'lead@partner.example' })
  const other = await scene.script(partnerApprover)
  const page = await askToDeleteUser()
  const view = await theOneWaiting(other)
  expect(await self.pending()).toEqual([])
  // It is nobody's to decide whom it is not shown to; so somebody else hands the signature in.
  await expect(self.approve(view)).rejects.toMatchObject({ status: 404 })
  const smuggled = other.device.client.call('decide', { params: { id: view.request.id }, body: await self.sign(view) })
  await expect(smuggled).rejects.toMatchObject({ code: 'approver_is_requester' })
  await stillHeld(page)
})

test('a group of the same name at the other provider is another group', async () => {
  await scene.askAs(acmeRequester)
  const allowed = await scene.script(partnerApprover)
  const sameName = await scene.script(acmeApprover)
  const page = await askToDeleteUser()
  const view = await theOneWaiting(allowed)
  expect(await sameName.pending()).toEqual([])
  const body = await sameName.sign(view)
  const smuggled = allowed.device.client.call('decide', { params: { id: view.request.id }, body })
  await expect(smuggled).rejects.toMatchObject({ code: 'approver_not_allowed' })
  await stillHeld(page)
})

test('while one provider is away, what needs the other alone is asked, approved and released', async () => {
  await scene.askAs(acmeRequester)
  await scene.approveAs(acmeApprover)
  await scene.partner().away(async () => {
    await scene.world().restartRelay()
    await scene.phone().reload()
    const page = await askToDeleteWebhook()
    await approveOnPhone(acmeApprover)
    await panelSays(page, 'Done')
    expect(calls()).toHaveLength(1)
    await page.close()
  })
})

test('and so it is while the first one in the policy is away, though one of its people waits for an answer, too', async () => {
  await scene.askAs(acmeRequester)
  const other = await askToDeleteUser()
  await scene.askAs(partnerRequester)
  await scene.approveAs(partnerApprover)
  await scene.world().restartIdp(async () => {
    await scene.world().restartRelay()
    await scene.phone().reload()
    await scene.phone().getByText('A request that can’t be checked right now').waitFor()
    const page = await askToDeleteUser()
    await approveOnPhone(partnerApprover)
    await panelSays(page, 'Done')
    expect(calls()).toHaveLength(1)
    await page.close()
  })
  await scene.phone().goto(scene.world().relayUrl)
  await scene
    .phone()
    .getByRole('link', { name: /Delete/ })
    .waitFor()
  await other.close()
})

async function askToDeleteUser(): Promise<Page> {
  const page = await scene.open('/users')
  await page.locator('tr[data-row=u-102] [data-action=delete]').click()
  await panelSays(page, 'Waiting for approval')
  return page
}

async function askToDeleteWebhook(): Promise<Page> {
  const page = await scene.open('/webhooks')
  await page.locator('[data-action=delete]').first().click()
  await panelSays(page, 'Waiting for approval')
  return page
}

/** The one request that is shown there, signed at the provider. */
async function approveOnPhone(somebody: Somebody): Promise<void> {
  const phone = scene.phone()
  await phone.getByRole('link', { name: /Delete/ }).click()
  await phone.getByRole('button', { name: `Approve with ${somebody.at}` }).click()
  await scene.signIn(phone, somebody)
  await phone.getByText('The console answered 200').waitFor()
}

async function stillHeld(page: Page): Promise<void> {
  await clickPanel(page, 'Cancel')
  await panelSays(page, 'Cancelled')
  expect(calls()).toEqual([])
  await page.close()
}

/** The proof of what was decided last, as a file, under keys of both providers that its reader fetched. */
async function verifiesAlone(approver: Somebody): Promise<void> {
  const { client } = (await scene.script(approver)).device
  const [last] = (await client.call('listRequests', { query: { which: 'decided' } })).requests
  if (last === undefined) throw new Error('Something was decided.')
  const bundle = join(scene.directory(), 'bundle.json')
  const jwks = join(scene.directory(), 'jwks.json')
  await writeFile(bundle, JSON.stringify(await client.call('readBundle', { params: { id: last.request.id } })))
  const issuers = [scene.world().issuer, scene.partner().issuer]
  const sets = issuers.map(async (issuer) => [issuer, await (await fetch(`${issuer}/jwks`)).json()])
  await writeFile(jwks, JSON.stringify(Object.fromEntries(await Promise.all(sets))))
  const { keyFile } = scene.world().signed
  const { code, stdout } = await countersign(['verify', bundle, '--policy-key', keyFile, '--jwks', jwks])
  expect(stdout).toContain('Valid: every check holds')
  expect(code).toBe(0)
}
