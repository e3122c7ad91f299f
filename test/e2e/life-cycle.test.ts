import type { FastifyInstance } from 'fastify'
import type { Page } from 'playwright-core'
import { afterEach, expect, test } from 'vitest'
import { lifeRoutes, lifeRules } from './life-rules.ts'
import { panelSays, patience, useScene } from './scene.ts'

// What a page goes through while something of it is held: left and come back to, moved, twice.

const scene = useScene({ keepsPages: true, more: { routes, rules } })
const calls = () => scene.world().console.calls
const deletions = { method: 'DELETE', status: 200 }

afterEach(async () => {
  for (const page of scene.requester().context.pages()) if (page.url().startsWith('http')) await page.close()
  await nothingWaits()
})
const nothingWaits = () => expect.poll(async () => (await scene.approver().pending()).length, patience).toBe(0)

/** Deletes something, and keeps in the page what the page hears of it. */
function startDelete(page: Page, name: string): Promise<void> {
  return page.evaluate((name) => {
    const kept: { heard?: string } = {}
    Object.assign(window, { kept })
    fetch(`/life/things/${name}`, { method: 'DELETE' }).then(
      ({ status }) => Object.assign(kept, { heard: String(status) }),
      ({ name }) => Object.assign(kept, { heard: name }),
    )
  }, name)
}

/** What the page heard, as the same page that it was; null where it was loaded anew. */
function heard(page: Page): Promise<string | null | undefined> {
  return page.evaluate(() => {
    const { kept } = window as unknown as { kept?: { heard?: string } }
    return kept === undefined ? null : kept.heard
  })
}

test('a page that is left and come back to has failed, and may do the same again once it is approved', async () => {
  const page = await scene.open('/life/page')
  await startDelete(page, 'left')
  const view = await scene.waiting()
  await page.goto(`${scene.world().console.origin}/life/other`)
  await page.evaluate(() => history.back())
  await expect.poll(() => heard(page), patience).toBe('TypeError')
  await panelSays(page, 'Once it is approved, do the same again')
  await scene.approver().approve(view)
  await panelSays(page, 'Do the same again within')
  expect(calls()).toEqual([])

  await startDelete(page, 'left')
  await expect.poll(() => heard(page), patience).toBe('200')
  expect(calls()).toMatchObject([deletions])
})

test('what is done on the page in between is not asked once more by the page that is come back to', async () => {
  const page = await scene.open('/life/page')
  await startDelete(page, 'between')
  const view = await scene.waiting()
  await page.goto(`${scene.world().console.origin}/life/other`)
  await scene.approver().approve(view)
  await panelSays(page, 'Do the same again within')
  await startDelete(page, 'between')
  await expect.poll(() => heard(page), patience).toBe('200')
  await page.evaluate(() => history.back())
  await page.waitForURL('**/life/page')
  await startDelete(page, 'after')
  const after = await scene.waiting()
  expect(after.request.action.url).toMatch('/life/things/after')
  await scene.approver().deny(after)
  await expect.poll(() => heard(page), patience).toBe('TypeError')
  expect(calls()).toMatchObject([deletions])
})

test('a page that is loaded anew runs what was approved, though what the rule says is new with each load differs', async () => {
  const page = await scene.open('/life/page')
  const post = (load: string, keep: boolean) =>
    page.evaluate(
      ({ load, keep }) => {
        const headers = { 'content-type': 'application/json', 'x-load': load }
        const body = JSON.stringify({ keep, load: { id: load } })
        const kept: { heard?: string } = {}
        Object.assign(window, { kept })
        fetch('/life/things', { method: 'POST', headers, body }).then(
          ({ status }) => Object.assign(kept, { heard: String(status) }),
          ({ name }) => Object.assign(kept, { heard: name }),
        )
      },
      { load, keep },
    )
  await post('first', true)
  const view = await scene.waiting()
  await page.reload()
  await scene.approver().approve(view)
  await panelSays(page, 'Do the same again within')
  await post('second', false)
  await scene.approver().deny(await scene.waiting())
  await expect.poll(() => heard(page), patience).toBe('TypeError')
  await post('second', true)
  await expect.poll(() => heard(page), patience).toBe('200')
  expect(calls()).toMatchObject([{ method: 'POST', headers: { 'x-load': 'second' } }])
  const { client } = scene.approver().device
  const read = () => client.call('readRequest', { params: { id: view.request.id } })
  await expect
    .poll(async () => (await read()).status.outcome?.outcome, patience)
    .toMatchObject({ kind: 'answered', sent: expect.any(String) })
})

test('a tab that is moved to another window keeps what it holds', async () => {
  const page = await scene.open('/life/page')
  await startDelete(page, 'moved')
  const view = await scene.waiting()
  const worker = await scene.requester().worker()
  const windows = await worker.evaluate(async (url) => {
    const [tab] = (await chrome.tabs.query({})).filter((tab) => tab.url === url)
    const made = await chrome.windows.create(tab?.id === undefined ? {} : { tabId: tab.id })
    return [tab?.windowId, made?.id]
  }, page.url())
  expect(windows[0]).not.toBe(windows[1])
  await scene.approver().approve(view)
  await expect.poll(() => heard(page), patience).toBe('200')
  expect(calls()).toMatchObject([deletions])
})

test('the same in two windows is asked for each, and each is answered by itself', async () => {
  const pages = [await scene.open('/life/page'), await scene.open('/life/page')] as const
  await startDelete(pages[0], 'twice')
  const first = await scene.waiting()
  await startDelete(pages[1], 'twice')
  await expect.poll(async () => (await scene.approver().pending()).length, patience).toBe(2)
  const second = (await scene.approver().pending()).find(({ request }) => request.id !== first.request.id)
  if (second === undefined) throw new Error('The second does not wait.')
  await scene.approver().approve(second)
  await expect.poll(() => heard(pages[1]), patience).toBe('200')
  expect(await heard(pages[0])).toBe(undefined)
  await scene.approver().deny(first)
  await expect.poll(() => heard(pages[0]), patience).toBe('TypeError')
  expect(calls()).toMatchObject([deletions])
})

function routes(app: FastifyInstance): void {
  const page = (body: string) => `<!doctype html><meta charset="utf-8"><title>Life</title><body>${body}`
  const html = (path: string, body: string) =>
    app.get(path, (_request, reply) => reply.type('text/html').send(page(body)))
  html('/life/page', 'A page')
  html('/life/other', 'Another page')
  app.post('/life/things', { config: { destructive: true } }, async () => ({ done: true }))
  lifeRoutes(app)
}

function rules(console: string): string {
  return `${lifeRules(console)}  - id: life-all
    console: Acme Admin
    match: { method: POST, url: "${console}/life/things" }
    summary: "Change all"
    approvers: { when: "'platform-leads' in approver.groups" }
    per_load: { headers: [x-load], fields: [/load/id] }
`
}
