import { expect, test } from 'vitest'
import { builtDirectory } from '../../pwa/build/build.ts'
import { signInAs } from '../lab/idp/person.ts'
import { panelSays } from '../lab/stage/panel-says.ts'
import { usePhoneScene } from './phone-scene.ts'

// The phone app on an origin of its own: then the relay serves nothing that a phone shows, and cannot approve anything.

const scene = usePhoneScene({ hostedAppDirectory: builtDirectory })
const calls = () => scene.world().console.calls

test('push, card, sign-in and release go their way, with the app on an origin that is not the relay’s', async () => {
  const { appUrl, relayUrl } = scene.world()
  expect(appUrl).not.toBe(relayUrl)
  const console_ = await scene.askToDelete('u-104')
  const card = await scene.openFromNotification()
  expect(new URL(card.url()).origin).toBe(appUrl)
  expect(calls()).toHaveLength(0)
  await card.getByRole('button', { name: 'Approve with Acme SSO' }).click()
  await signInAs(card, { username: 'approver-1' })
  await panelSays(console_, 'Done')
  await card.getByText('The console answered 200').waitFor()
  expect(calls()).toHaveLength(1)
  await console_.close()
})

test('one tap denies', async () => {
  const console_ = await scene.askToDelete('u-103')
  const card = await scene.openFromNotification()
  await card.getByRole('button', { name: 'Deny', exact: true }).click()
  await panelSays(console_, 'Denied by First approver')
  expect(calls()).toHaveLength(0)
  await console_.close()
})

test('the relay serves no page of its own', async () => {
  const { relayUrl } = scene.world()
  for (const path of ['/', '/index.html', '/sw.js', '/callback', '/policy.jws']) {
    expect((await fetch(relayUrl + path)).status).toBe(404)
  }
})

test('the relay leads to a request’s page in the app, and nowhere else', async () => {
  const { appUrl, relayUrl } = scene.world()
  const led = async (id: string) => {
    const answer = await fetch(`${relayUrl}/r/${id}`, { redirect: 'manual' })
    return [answer.status, answer.headers.get('location')]
  }
  expect(await led('01a3f3c1-6c00-7abc-8def-0123456789ab')).toEqual([
    302,
    `${appUrl}/r/01a3f3c1-6c00-7abc-8def-0123456789ab`,
  ])
  expect(await led('%2F%2Fevil.example')).toEqual([302, `${appUrl}/r/%2F%2Fevil.example`])
})

test('the relay answers pages of the app’s origin, and of no other', async () => {
  const { appUrl, relayUrl, console: console_ } = scene.world()
  const asked = async (origin: string) => {
    const answer = await fetch(`${relayUrl}/v1/policy`, { headers: { origin } })
    return answer.headers.get('access-control-allow-origin')
  }
  expect(await asked(appUrl)).toBe(appUrl)
  expect(await asked(console_.origin)).not.toBe(console_.origin)
  expect(await asked(console_.origin)).not.toBe('*')
})
