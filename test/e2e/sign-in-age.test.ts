import { expect, test } from 'vitest'
import { signInAs } from '../lab/idp/person.ts'
import { clickPanel } from '../lab/stage/panel.ts'
import { killWorker } from './kill-worker.ts'
import { panelSays, useScene } from './scene.ts'

// Asking needs a young sign-in; here none is ever young enough. What was asked goes its way without one.

const scene = useScene({ askMaxAge: '60s' })
const calls = () => scene.world().console.calls.filter(({ method }) => method === 'DELETE')

async function signedIn(): Promise<number> {
  const worker = await scene.requester().worker()
  return worker.evaluate(async () => {
    const { session } = await chrome.storage.session.get<{ session: { signedIn: number } }>('session')
    return session.signedIn
  })
}

/** The identity provider knows nobody here any more: only somebody who signs in visibly can go on. */
async function endSessionAtProvider(): Promise<void> {
  const { hostname } = new URL(scene.world().issuer)
  await scene.requester().context.clearCookies({ domain: hostname, name: /^acme_sso_session/ })
}

const signInPages = () => {
  const { issuer } = scene.world()
  return scene
    .requester()
    .context.pages()
    .filter((page) => page.url().startsWith(issuer))
}

test('who asks again is signed in anew without seeing anything of it', async () => {
  const page = await scene.open('/users')
  const before = await signedIn()
  await page.locator('tr[data-row=u-104] [data-action=delete]').click()
  await scene.approver().approve(await scene.waiting())
  await panelSays(page, 'Done')
  expect(await signedIn()).toBeGreaterThan(before)
  expect(signInPages()).toEqual([])
})

test('what was asked is claimed and released though its sign-in has aged and the provider wants to see somebody', async () => {
  const page = await scene.open('/users')
  await page.locator('tr[data-row=u-103] [data-action=delete]').click()
  const view = await scene.waiting()
  await endSessionAtProvider()
  await scene.approver().approve(view)
  await panelSays(page, 'Done')
  expect(signInPages()).toEqual([])
  expect(calls()).toHaveLength(1)
})

test('who asks while the provider wants to see somebody is told so, and it is asked once they have signed in', async () => {
  const page = await scene.open('/users')
  await endSessionAtProvider()
  const opening = scene.requester().context.waitForEvent('page')
  await page.locator('tr[data-row=u-102] [data-action=delete]').click()
  await panelSays(page, 'Sign in to ask')
  expect(await scene.approver().pending()).toEqual([])
  await signInAs(await opening, { username: 'requester' })
  await scene.approver().approve(await scene.waiting())
  await panelSays(page, 'Done')
  expect(calls()).toHaveLength(1)
})

test('what waits while the session runs out opens no window by itself: the panel asks for a sign-in, and goes on with it', async () => {
  const page = await scene.open('/users')
  await page.locator('tr[data-row=u-101] [data-action=delete]').click()
  const view = await scene.waiting()
  await endSessionAtProvider()
  await endRelaySession()
  await scene.approver().approve(view)
  await panelSays(page, 'Acme SSO wants to see you again')
  expect(signInPages()).toEqual([])

  const closed = scene.requester().context.waitForEvent('page')
  await clickPanel(page, 'Sign in')
  await (await closed).close()
  await panelSays(page, 'Acme SSO wants to see you again')
  expect(calls()).toEqual([])

  const opening = scene.requester().context.waitForEvent('page')
  await clickPanel(page, 'Sign in')
  await signInAs(await opening, { username: 'requester' })
  await panelSays(page, 'Done')
  expect(calls()).toHaveLength(1)
})

/** As if its 15 minutes were over; a worker reads it once in its life. */
async function endRelaySession(): Promise<void> {
  const worker = await scene.requester().worker()
  await worker.evaluate(async () => {
    const { session } = await chrome.storage.session.get<{ session: object }>('session')
    await chrome.storage.session.set({ session: { ...session, expires: Date.now() } })
  })
  await killWorker(scene.requester())
}
