import { beforeAll, expect, test } from 'vitest'
import { signInAs } from '../lab/idp/person.ts'
import type { ScriptedDevice } from '../lab/relay/device.ts'
import { type Asking, askToDelete, signInRequester } from '../lab/relay/run-once.ts'
import { usePlainPhone } from './plain-phone.ts'

// RFC 9396: a provider that can is told the action, and shows it itself, before the approver signs.

const phone = usePlainPhone()
const { page, world, context } = phone
let requester: ScriptedDevice

beforeAll(async () => {
  requester = await signInRequester(world())
  await phone.signIn()
})

test('the provider’s own page shows the action, and what is signed there counts', async () => {
  const { id, asked } = await startApproval({ user: 'u-104' })
  const shown = await page().getByRole('region', { name: 'What you sign for' }).textContent()
  expect(shown).toContain('Delete user u-104')
  expect(shown).toContain(`DELETE ${world().console.origin}/api/users/u-104`)
  expect(asked.searchParams.get('resource')).toBe('urn:countersign:action')
  await signInAs(page(), { username: 'approver-1' })
  // This phone, then the relay, verified the token under the rules for evidence.
  await page().getByRole('heading', { name: 'Approved.' }).waitFor()
  const { status } = await requester.client.call('readRequest', { params: { id } })
  expect(status).toMatchObject({ state: 'approved', decisions: [{ name: 'First approver' }] })
})

test('what is shown there stays text', async () => {
  await startApproval({ user: '%3Cimg%20src=x%3E' })
  await page().getByRole('region', { name: 'What you sign for' }).getByText('Delete user <img src=x>').waitFor()
  expect(await page().locator('img').count()).toBe(0)
})

test('an action that is too long for an address is not cut: the page says that it has no room', async () => {
  const { asked } = await startApproval({ user: 'u'.repeat(5_000) })
  expect(asked.href.length).toBeLessThan(6_000)
  await page().getByText('whose words have no room here').waitFor()
})

test('a provider that does not list the type is told nothing', async () => {
  const metadata = `${world().issuer}/.well-known/openid-configuration`
  await context().route(metadata, async (route) => {
    const response = await route.fetch()
    const { authorization_details_types_supported: types, ...rest } = await response.json()
    expect(types).toEqual(['countersign_action'])
    await route.fulfill({ response, json: rest })
  })
  const { asked } = await startApproval({ user: 'u-104' })
  expect([...asked.searchParams.keys()]).toContain('nonce')
  expect([...asked.searchParams.keys()]).not.toContain('authorization_details')
  expect([...asked.searchParams.keys()]).not.toContain('resource')
  await context().unroute(metadata)
})

/** Taps Approve on the card of a fresh request, and waits for the provider's page. */
async function startApproval(asking: Asking) {
  const { request } = await askToDelete(world(), requester, asking)
  await page().goto(`${world().relayUrl}/r/${request.id}`)
  const navigation = page().waitForRequest((sent) => sent.url().startsWith(`${world().issuer}/auth?`))
  await page().getByRole('button', { name: 'Approve with Acme SSO' }).click()
  const asked = new URL((await navigation).url())
  await page().locator('form[data-form=sign-in]').waitFor()
  return { id: request.id, asked }
}
