import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { extensionRedirect } from '../../extension/build/extension-id.ts'
import { builtDirectory } from '../../pwa/build/build.ts'
import { EXTENSION_CLIENT } from '../lab/idp/clients.ts'
import { countersign } from '../lab/relay/command-line.ts'
import { signInDevice } from '../lab/relay/device.ts'
import { clickPanel } from '../lab/stage/panel.ts'
import { panelSays } from '../lab/stage/panel-says.ts'
import { usePhoneScene } from './phone-scene.ts'

// A lost device, in real browsers: its owner revokes it on the phone, the operator on the command line; and what either
// does who has it back.

const scene = usePhoneScene({ appDirectory: builtDirectory })
const calls = () => scene.world().console.calls

test('the app lists its owner’s devices, says which one this is, and revokes another one after asking', async () => {
  const { relayUrl: relay, issuer } = scene.world()
  const session = { clientId: EXTENSION_CLIENT, redirectUri: extensionRedirect, role: 'extension' } as const
  const laptop = await signInDevice({ relay, issuer, ...session, username: 'approver-1' })
  const mine = () => laptop.client.call('listRequests', { query: { which: 'mine' } })
  await mine()

  const page = await openSettings()
  const lines = page.locator('.devices li')
  await expect.poll(() => lines.count()).toBe(2)
  expect(await lines.filter({ hasText: 'this phone' }).count()).toBe(1)
  const line = lines.filter({ hasText: 'Browser that asks' })
  await line.getByRole('button', { name: 'Revoke' }).click()
  await line.getByRole('button', { name: 'Keep it' }).click()
  await mine()
  await line.getByRole('button', { name: 'Revoke' }).click()
  await line.getByRole('button', { name: 'Revoke it' }).click()
  await page.getByText('Browser is revoked.').waitFor()
  await expect.poll(() => lines.count()).toBe(1)
  await expect(mine()).rejects.toMatchObject({ code: 'device_revoked' })
})

test('a browser that is revoked asks nothing any more, until somebody signs in with it as a new one', async () => {
  await revoke('requester')
  const page = await scene.askToDelete('u-104')
  await panelSays(page, 'wants to see you again')
  expect(scene.notifications().open()).toEqual([])
  // The provider still knows who it is, and sends them on.
  await clickPanel(page, 'Sign in')
  await panelSays(page, 'Waiting for')
  const card = await scene.openFromNotification()
  await card.getByRole('button', { name: 'Deny', exact: true }).click()
  await panelSays(page, 'Denied by First approver')
  expect(calls()).toEqual([])
  await page.close()
})

test('a phone that is revoked says so at the next sign-in, and another one makes it a new device', async () => {
  const page = await openSettings()
  await revoke('First approver')
  await page.getByText('Your sign-in is over').waitFor()
  await page.getByRole('button', { name: 'Sign in again' }).click()
  await page.getByText('This device was revoked').waitFor()
  await page.getByRole('button', { name: /^Sign in with/ }).click()
  await page.locator('.devices li').filter({ hasText: 'this phone' }).waitFor()
  expect(await page.locator('.devices li').count()).toBe(1)
})

async function openSettings(): Promise<Page> {
  const page = scene.phone().page()
  await page.goto(`${scene.world().relayUrl}/settings`)
  await page.getByRole('heading', { name: 'Your devices' }).waitFor()
  return page
}

/** The operator, who has heard that somebody’s device is lost. */
async function revoke(person: string): Promise<void> {
  const database = { DATABASE_URL: scene.world().relay().databaseUrl }
  const { stdout } = await countersign(['devices', 'list', '--person', person, '--json'], database)
  const open = JSON.parse(stdout).filter(({ revoked }: { revoked: number | null }) => revoked === null)
  expect(open).toHaveLength(1)
  expect((await countersign(['devices', 'revoke', open[0].id], database)).code).toBe(0)
}
