import { join } from 'node:path'
import type { RequestView } from '@countersign/shared/api'
import { devices, type Page } from 'playwright-core'
import { afterEach, expect, onTestFinished, test } from 'vitest'
import { builtDirectory } from '../../pwa/build/build.ts'
import { findChromium } from '../lab/browser/find-chromium.ts'
import { launchBrowser } from '../lab/browser/launch.ts'
import { signInAs } from '../lab/idp/person.ts'
import { readCards, readPanel } from '../lab/stage/panel.ts'
import { panelSays, patience, useScene } from './scene.ts'

// A console that keeps its configuration in one document: every save sends all of it, and what is deleted is what is
// missing. It shows a change before the server has answered, and takes it back without a word.

const scene = useScene({ appDirectory: builtDirectory })
const calls = () => scene.world().console.calls

afterEach(async () => {
  for (const page of scene.requester().context.pages()) if (page.url().startsWith('http')) await page.close()
  await expect.poll(async () => (await scene.approver().pending()).length, patience).toBe(0)
})

test('a folder that is removed vanishes at once, and is gone from the server when that is approved', async () => {
  const page = await openSettings()
  const before = await settingsAtServer(page)
  await remove(page, 'f-4')
  await row(page, 'f-4').waitFor({ state: 'hidden' })
  await panelSays(page, 'Waiting for approval')
  const view = await scene.waiting()
  expect(view.request.action).toMatchObject({ rule: 'save-settings', summary: 'Replace the backup settings' })
  expect(calls()).toEqual([])
  expect(await settingsAtServer(page)).toEqual(before)

  await scene.approver().approve(view)
  await panelSays(page, 'Done')
  expect(calls()).toMatchObject([{ method: 'PUT', path: '/api/settings', status: 200 }])
  expect(await settingsAtServer(page)).toEqual(withoutWebsite(before))
})

test('a save beside one that waits carries its removal along: it is held as well, by itself, and a neighbour is not', async () => {
  const page = await openSettings()
  const before = await settingsAtServer(page)
  const [first, second] = await removeAndRename(page)
  expect(settingsIn(first)).toEqual(withoutWebsite(before))
  expect(settingsIn(second)).toEqual(withBooks(withoutWebsite(before)))

  const saved = page.waitForResponse((response) => response.url().endsWith('/api/settings/alerts'))
  await page.getByLabel('E-mail when a backup fails').uncheck()
  expect((await saved).status()).toBe(200)
  expect(await alertsAtServer(page)).toEqual({ alerts: false })
  expect(await readCards(page)).toEqual([saying('Waiting for approval', first), saying('Waiting for approval', second)])
  expect(calls()).toEqual([])
  expect(await settingsAtServer(page)).toEqual(before)

  await scene.approver().approve(second)
  await panelSays(page, 'Done')
  await scene.approver().deny(first, 'Keep it')
  await panelSays(page, 'Denied by First approver')
  expect(await readCards(page)).toEqual([saying('Denied by First approver', first), saying('Done', second)])
  expect(calls().map(({ body }) => JSON.parse(body.toString()))).toEqual([settingsIn(second)])
  expect(await settingsAtServer(page)).toEqual(settingsIn(second))
  expect(await shown(page)).toEqual(['Books', 'Customer uploads', 'Mail archive'])
  await saysNothing(page)
})

test('a removal that is denied: the row comes back without a word, and the panel says who denied it', async () => {
  const page = await openSettings()
  const before = await settingsAtServer(page)
  await remove(page, 'f-2')
  await row(page, 'f-2').waitFor({ state: 'hidden' })
  await scene.approver().deny(await scene.waiting(), 'It is still read')
  await row(page, 'f-2').waitFor()
  await panelSays(page, 'Denied by First approver')
  expect(await readPanel(page)).toContain('“It is still read” Nothing was sent.')
  expect(await shown(page)).toEqual(['Ledger', 'Customer uploads', 'Mail archive', 'Old website'])
  await saysNothing(page)
  expect(calls()).toEqual([])
  expect(await settingsAtServer(page)).toEqual(before)
})

test('the phone tells two of the same words apart by their numbers, and shows of each all that will be sent', async () => {
  const page = await openSettings()
  const [first, second] = await removeAndRename(page)
  const phone = await openPhone()
  for (const [view, label] of [
    [first, 'Ledger'],
    [second, 'Books'],
  ] as const) {
    const { number } = view.request.context
    const line = phone.getByRole('link', { name: `Acme Admin · number ${number}` })
    expect(await line.textContent()).toContain('Replace the backup settings')
    await line.click()
    await phone.getByRole('img', { name: `The number ${number}` }).waitFor()
    const body = await phone.locator('pre.cs-action__body').textContent()
    expect(body).toContain(`"label": "${label}"`)
    expect(JSON.parse(body ?? '')).toEqual(settingsIn(view))
    await phone.getByRole('button', { name: 'Deny', exact: true }).click()
    await phone.getByText('You denied').first().waitFor()
    await phone.goto(scene.world().relayUrl)
  }
  await expect.poll(() => readCards(page), patience).toEqual([saying('Denied', first), saying('Denied', second)])
  expect(calls()).toEqual([])
})

type Settings = { readonly schedule: string; readonly folders: readonly { readonly id: string; label: string }[] }

async function openSettings(): Promise<Page> {
  const page = await scene.open('/settings')
  await page.locator('html[data-settings=ready]').waitFor()
  return page
}

const row = (page: Page, id: string) => page.locator(`tr[data-row=${id}]`)
const remove = (page: Page, id: string) => row(page, id).locator('[data-action=delete]').click()

/** Two saves, of which the second is made while the first one waits. */
async function removeAndRename(page: Page): Promise<readonly [RequestView, RequestView]> {
  await remove(page, 'f-4')
  await scene.waiting()
  await row(page, 'f-1').locator('[data-action=rename]').click()
  await page.getByLabel('New name').fill('Books')
  await page.getByLabel('New name').press('Enter')
  expect(await page.getByLabel('New name').count()).toBe(0)
  const pending = () => scene.approver().pending()
  await expect.poll(async () => (await pending()).length, patience).toBe(2)
  // Their ids begin with the time at which they were made.
  const [first, second] = (await pending()).toSorted((one, other) => (one.request.id < other.request.id ? -1 : 1))
  if (first === undefined || second === undefined) throw new Error('Not both wait.')
  expect(first.request.context.number).not.toBe(second.request.context.number)
  await expect.poll(() => readCards(page), patience).toHaveLength(2)
  return [first, second]
}

function settingsIn({ body }: RequestView): unknown {
  return JSON.parse(Buffer.from(body ?? '', 'base64url').toString())
}

const withoutWebsite = ({ schedule, folders }: Settings): Settings => ({
  schedule,
  folders: folders.filter(({ id }) => id !== 'f-4'),
})

const withBooks = ({ schedule, folders }: Settings): Settings => ({
  schedule,
  folders: folders.map((folder) => (folder.id === 'f-1' ? { ...folder, label: 'Books' } : folder)),
})

/** A card that says these words of this request. */
function saying(words: string, { request }: RequestView): unknown {
  return expect.stringMatching(
    new RegExp(`^${words}.* Replace the backup settings .*Number ${request.context.number}\\b`),
  )
}

const settingsAtServer = (page: Page) => readAtServer(page, '/api/settings') as Promise<Settings>
const alertsAtServer = (page: Page) => readAtServer(page, '/api/settings/alerts')

function readAtServer(page: Page, path: string): Promise<unknown> {
  return page.evaluate(async (url) => {
    const token = document.querySelector<HTMLMetaElement>('meta[name=csrf-token]')?.content ?? ''
    return (await fetch(url, { headers: { 'x-csrf-token': token } })).json()
  }, path)
}

/** The folders that the page shows. */
function shown(page: Page): Promise<readonly string[]> {
  return page.locator('tr[data-row]:visible [data-field=name]').allTextContents()
}

async function saysNothing(page: Page): Promise<void> {
  expect(await page.locator('[role=alert]:visible').allTextContents()).toEqual([])
  expect(await page.locator('main').textContent()).not.toMatch(/fail(?!s)|couldn’t|denied|error/i)
}

/** The approver's phone app, with two things waiting. */
async function openPhone(): Promise<Page> {
  const chromium = await findChromium(() => {})
  if (chromium.kind !== 'found') throw new Error(chromium.sentence)
  const { defaultBrowserType: _, ...emulate } = devices['Pixel 7'] ?? {}
  const { executablePath } = chromium
  const profileDir = join(scene.directory(), 'phone-profile')
  const phone = await launchBrowser({ executablePath, profileDir, headless: true, emulate })
  onTestFinished(() => phone.close())
  const page = await phone.newPage()
  await page.goto(scene.world().relayUrl)
  await page.getByRole('button', { name: /Sign in/ }).click()
  await signInAs(page, { username: 'approver-1' })
  await page.getByText('Replace the backup settings').first().waitFor()
  return page
}
