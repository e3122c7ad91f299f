import { expect, test } from 'vitest'
import { builtDirectory } from '../../pwa/build/build.ts'
import { cancelSignIn, signInAs } from '../lab/idp/person.ts'
import { panelSays } from '../lab/stage/panel-says.ts'
import { usePhoneScene } from './phone-scene.ts'

// Everything real: two browsers, push from the relay through the push service to the phone's service worker, its
// notification, the click on it, the sign-in at the provider.

const scene = usePhoneScene({ appDirectory: builtDirectory })
const { askToDelete, openFromNotification } = scene
const calls = () => scene.world().console.calls

test('a push opens the card, the sign-in approves, the held request goes through once, and both hear the answer', async () => {
  const console_ = await askToDelete('u-104')
  const card = await openFromNotification()
  expect(await card.getByRole('main').textContent()).toContain('"transfer_to": "archive"')
  expect(calls()).toHaveLength(0)
  await card.getByRole('button', { name: 'Approve with Acme SSO' }).click()
  await signInAs(card, { username: 'approver-1' })
  await panelSays(console_, 'Done')
  await card.getByText('The console answered 200').waitFor()
  expect(calls()).toHaveLength(1)
  await console_.close()
})

test('one tap denies', async () => {
  const console_ = await askToDelete('u-103')
  const card = await openFromNotification()
  await card.getByRole('button', { name: 'Deny', exact: true }).click()
  await panelSays(console_, 'Denied by First approver')
  await card.getByText('You denied').first().waitFor()
  expect(calls()).toHaveLength(0)
  await console_.close()
})

test('going back at the provider approves nothing and leads back to the card', async () => {
  const console_ = await askToDelete('u-103')
  const card = await openFromNotification()
  await card.getByRole('button', { name: 'Approve with Acme SSO' }).click()
  await cancelSignIn(card)
  await card.getByText('Nothing was approved').waitFor()
  await card.getByRole('button', { name: 'Deny', exact: true }).click()
  await panelSays(console_, 'Denied by')
  expect(calls()).toHaveLength(0)
  await console_.close()
})

test('the wrong person at the phone’s sign-in is told at once, and approves nothing', async () => {
  const console_ = await askToDelete('u-103')
  const card = await openFromNotification()
  await card.getByRole('button', { name: 'Approve with Acme SSO' }).click()
  await signInAs(card, { username: 'security' })
  await card.getByText('This person may not approve this kind of action').waitFor()
  await card.getByRole('button', { name: 'Deny', exact: true }).click()
  await panelSays(console_, 'Denied by')
  expect(calls()).toHaveLength(0)
  await console_.close()
})

test('a callback that was not started on this phone is dropped, unredeemed', async () => {
  const page = scene.phone().page()
  const redeemed: string[] = []
  page.on('request', (request) => {
    if (request.url().startsWith(`${scene.world().issuer}/token`)) redeemed.push(request.url())
  })
  await page.goto(
    `${scene.world().relayUrl}/callback?code=stolen&state=unknown&iss=${encodeURIComponent(scene.world().issuer)}`,
  )
  await page.getByText('Nothing was decided').waitFor()
  expect(redeemed).toEqual([])
  expect(page.url()).not.toContain('stolen')
})

test('the app is installable, and its pages keep to relay and provider', async () => {
  const page = scene.phone().page()
  await page.goto(scene.world().relayUrl)
  const session = await page.context().newCDPSession(page)
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors')
  expect(installabilityErrors).toEqual([])
  const answer = await page.request.get(scene.world().relayUrl)
  const policy = answer.headers()['content-security-policy'] ?? ''
  expect(policy).toContain(`connect-src 'self' ${scene.world().issuer}`)
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("require-trusted-types-for 'script'")
})
