import type { BrowserContext, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { builtDirectory } from '../../pwa/build/build.ts'
import { signInAs } from '../lab/idp/person.ts'
import { clickPanel } from '../lab/stage/panel.ts'
import { readPopup } from '../lab/stage/popup.ts'
import { panelSays, useScene } from './scene.ts'

// Somebody signs out at the provider while something waits: they are told, nothing is lost, and nothing goes on without
// them.

const scene = useScene({ backChannelLogout: true, appDirectory: builtDirectory })
const calls = () => scene.world().console.calls.filter(({ method }) => method === 'DELETE')

/** As a person does it, in a tab of their browser. */
async function signOutAtProvider(context: BrowserContext): Promise<void> {
  const page = await context.newPage()
  await page.goto(scene.world().issuer)
  await page.getByRole('link', { name: 'Sign out' }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByText('You are signed out').waitFor()
  await page.close()
}

async function signInFromPanel(page: Page): Promise<void> {
  const opening = scene.requester().context.waitForEvent('page')
  await clickPanel(page, 'Sign in')
  await signInAs(await opening, { username: 'requester' })
}

test('what waits for an approval asks for a sign-in at once, and goes on with it', async () => {
  const page = await scene.open('/users')
  await page.locator('tr[data-row=u-104] [data-action=delete]').click()
  const view = await scene.waiting()
  await signOutAtProvider(scene.requester().context)
  await panelSays(page, 'Acme SSO wants to see you again')
  expect(await readPopup(page)).toContain('Acme SSO has signed you out')
  await scene.approver().approve(view)
  expect(calls()).toEqual([])

  await signInFromPanel(page)
  await panelSays(page, 'Done')
  expect(calls()).toHaveLength(1)
  expect(await readPopup(page)).toContain('signed in with Acme SSO')
})

test('what is done after that is held, and asked once they have signed in', async () => {
  const page = await scene.open('/users')
  await signOutAtProvider(scene.requester().context)
  await page.locator('tr[data-row=u-103] [data-action=delete]').click()
  await panelSays(page, 'Acme SSO wants to see you again')
  expect(await scene.approver().pending()).toEqual([])
  await signInFromPanel(page)
  await scene.approver().approve(await scene.waiting())
  await panelSays(page, 'Done')
  expect(calls()).toHaveLength(1)
})

test('the phone app says so at once and stays where it is; a sign-in brings it back to its card', async () => {
  const page = await scene.open('/users')
  await page.locator('tr[data-row=u-102] [data-action=delete]').click()
  const { request } = await scene.waiting()
  const context = await scene.requester().context.browser()?.newContext()
  if (context === undefined) throw new Error('There is no browser for the phone app.')
  const app = await context.newPage()
  await app.goto(`${scene.world().appUrl}/r/${request.id}`)
  await app.getByRole('button', { name: /^Sign in/ }).click()
  await signInAs(app, { username: 'approver-1' })
  const deny = app.getByRole('button', { name: 'Deny', exact: true })
  await deny.waitFor()

  await signOutAtProvider(context)
  await app.getByText('Your sign-in is over').waitFor()
  expect(await deny.isVisible()).toBe(true)
  await app.getByRole('button', { name: 'Sign in again' }).click()
  await app.getByRole('button', { name: 'Sign in with Acme SSO' }).click()
  await signInAs(app, { username: 'approver-1' })
  await deny.click()
  await panelSays(page, 'Denied by First approver')
  expect(calls()).toEqual([])
  await context.close()
})
