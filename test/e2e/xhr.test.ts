import { expect, test } from 'vitest'
import { clickPanel, giveReason } from '../lab/stage/panel.ts'
import { approveUntil } from './approve-until.ts'
import { panelSays, patience, useScene } from './scene.ts'
import { evaluateUnhooked } from './worlds.ts'
import { answerRoutes, answerRules } from './xhr-answers.ts'
import { seeRequests } from './xhr-script.ts'

const scene = useScene({ more: { routes: answerRoutes, rules: answerRules } })
const calls = () => scene.world().console.calls.filter(({ path }) => path.startsWith('/held/'))
const nothingWaits = () => expect.poll(async () => (await scene.approver().pending()).length, patience).toBe(0)

/** The page itself ends these before anybody could have approved them. */
const endedByThePage = [
  'aborted at its start',
  'aborted at the start of its upload',
  'aborted when sent',
  'opened anew when sent',
  'timed out',
]
/** Where a kept connection breaks without an answer, Chromium itself tries again on another one, as with any request. */
const triedAgainByTheBrowser = ['refused', 'refused with body']

test('a page sees of a held XMLHttpRequest what it sees of one that no rule protects', async () => {
  const page = await scene.open('/users')
  const native = await page.evaluate(seeRequests, { base: '/open' })
  const ended = page.evaluate(seeRequests, { base: '/held' })
  await approveUntil(scene.approver(), ended)
  const seen = await ended
  for (const [name, lines] of Object.entries(native)) {
    expect.soft(seen[name], name).toEqual(lines)
    if (triedAgainByTheBrowser.includes(name)) continue
    expect.soft(callsFor(name), name).toHaveLength(endedByThePage.includes(name) ? 0 : 1)
  }
  await page.close()
})

test('a delete of the console that is sent by XMLHttpRequest is held, and its row goes once it is approved', async () => {
  const page = await scene.open('/webhooks')
  const row = page.locator('tr[data-row=wh-3]')
  await row.locator('[data-action=delete]').click()
  await panelSays(page, 'Delete webhook wh-3')
  await scene.approver().approve(await scene.waiting())
  await panelSays(page, 'Done')
  await expect.poll(() => row.count(), patience).toBe(0)
  const sent = scene.world().console.calls
  expect(sent).toMatchObject([{ method: 'DELETE', path: '/api/webhooks/wh-3', sessionCookie: true, status: 200 }])
  await page.close()
})

test('an API on another origin is asked with credentials and header, and shows the page what it may see', async () => {
  const page = await scene.open('/projects')
  const { apiOrigin } = scene.world().console
  const answered = page.evaluate(
    (url) =>
      new Promise<unknown>((resolve) => {
        const token = document.querySelector<HTMLMetaElement>('meta[name=api-token]')?.content
        const xhr = new XMLHttpRequest()
        xhr.onloadend = () =>
          resolve([xhr.status, xhr.responseURL === url, xhr.getResponseHeader('vary'), xhr.getAllResponseHeaders()])
        xhr.open('DELETE', url)
        xhr.setRequestHeader('Authorization', `Bearer ${token}`)
        xhr.send()
      }),
    `${apiOrigin}/v1/projects/sandbox`,
  )
  await panelSays(page, 'Why is this needed?')
  await giveReason(page, 'Not used')
  await scene.approver().approve(await scene.waiting())
  expect(await answered).toEqual([204, true, null, ''])
  expect(scene.world().console.calls).toMatchObject([
    { method: 'DELETE', path: '/v1/projects/sandbox', origin: scene.world().console.origin, status: 204 },
  ])
  await page.close()
})

test('a deny is to the page the network error that the browser itself makes of a blocked request', async () => {
  const page = await scene.open('/users')
  const only = ['json', 'no body', 'json as json']
  const blocked = await evaluateUnhooked(page, seeRequests, { base: '/held', only })
  const seen = page.evaluate(seeRequests, { base: '/held', only })
  await expect.poll(async () => (await scene.approver().pending()).length, patience).toBe(only.length)
  for (const view of await scene.approver().pending()) await scene.approver().deny(view)
  expect(await seen).toEqual(blocked)
  expect(blocked['json']).toContain('onerror')
  // Those that ended in the same moment are not asked for once more.
  expect(await scene.approver().pending()).toEqual([])
  expect(calls()).toHaveLength(0)
  await page.close()
})

test('cancelling in the panel is a network error as well', async () => {
  const page = await scene.open('/users')
  const only = ['no body']
  const blocked = await evaluateUnhooked(page, seeRequests, { base: '/held', only })
  const seen = page.evaluate(seeRequests, { base: '/held', only })
  await panelSays(page, 'Waiting for approval')
  await clickPanel(page, 'Cancel')
  expect(await seen).toEqual(blocked)
  await nothingWaits()
  expect(calls()).toHaveLength(0)
  await page.close()
})

test('a page that aborts while somebody is asked waits no more; the person still can cancel', async () => {
  const page = await scene.open('/users')
  const events = page.evaluate(
    () =>
      new Promise<string[]>((resolve) => {
        const seen: string[] = []
        const xhr = new XMLHttpRequest()
        for (const type of ['readystatechange', 'error', 'abort', 'loadend'])
          xhr.addEventListener(type, () => seen.push(`${type} ${xhr.readyState}`))
        xhr.open('DELETE', '/held/json')
        xhr.send()
        document.body.addEventListener('click', () => {
          xhr.abort()
          resolve([...seen, `${xhr.readyState}`])
        })
      }),
  )
  const view = await scene.waiting()
  await page.locator('h1').click()
  expect(await events).toEqual(['readystatechange 1', 'readystatechange 4', 'abort 4', 'loadend 4', '0'])
  await panelSays(page, 'The page does not wait for it any more')
  await clickPanel(page, 'Cancel')
  await panelSays(page, 'Cancelled')
  await nothingWaits()
  await expect(scene.approver().approve(view)).rejects.toMatchObject({ state: 'cancelled' })
  expect(calls()).toHaveLength(0)
  await page.close()
})

test('the time-out of a page counts while somebody is asked, and may be set late', async () => {
  const page = await scene.open('/users')
  const ended = page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        const xhr = new XMLHttpRequest()
        xhr.open('DELETE', '/held/json')
        xhr.ontimeout = () => resolve(`timeout ${xhr.readyState} ${xhr.status}`)
        xhr.send()
        document.body.addEventListener('click', () => {
          xhr.timeout = 1
        })
      }),
  )
  await scene.waiting()
  await page.locator('h1').click()
  expect(await ended).toBe('timeout 4 0')
  await panelSays(page, 'The page does not wait for it any more')
  await clickPanel(page, 'Cancel')
  await panelSays(page, 'Cancelled')
  await nothingWaits()
  expect(calls()).toHaveLength(0)
  await page.close()
})

test('a class of the page that extends XMLHttpRequest is held and released', async () => {
  const page = await scene.open('/users')
  const answered = page.evaluate(
    () =>
      new Promise<unknown>((resolve) => {
        class Logged extends XMLHttpRequest {
          override get responseText() {
            return `logged: ${super.responseText}`
          }
        }
        const xhr = new Logged()
        xhr.addEventListener('load', () =>
          resolve([xhr.responseText, xhr.status, xhr instanceof XMLHttpRequest, xhr.DONE, Object.keys(xhr)]),
        )
        xhr.open('DELETE', '/held/json')
        xhr.send()
      }),
  )
  await scene.approver().approve(await scene.waiting())
  expect(await answered).toEqual(['logged: {"deleted":"u-1"}', 200, true, 4, []])
  expect(calls()).toHaveLength(1)
  await page.close()
})

test('name and password of open() go with it, hidden from the approver', async () => {
  const page = await scene.open('/users')
  const answered = page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        const xhr = new XMLHttpRequest()
        xhr.onload = () => resolve(xhr.responseText)
        xhr.open('POST', '/held/echo', true, 'admin', 'pässword')
        xhr.send()
      }),
  )
  const view = await scene.waiting()
  expect(view.request.action.headers).toContainEqual({ name: 'authorization', hidden: expect.any(String) })
  await scene.approver().approve(view)
  const { headers } = JSON.parse(await answered)
  expect(headers.authorization).toBe(`Basic ${Buffer.from('admin:pässword').toString('base64')}`)
  await page.close()
})

test('what a policy protects no more goes on as if nothing had been', async () => {
  const page = await scene.open('/users')
  const only = ['json', 'no body', 'form sent', 'moved', 'refused with body', 'html as document']
  const native = await page.evaluate(seeRequests, { base: '/open', only })
  const worker = await scene.requester().worker()
  // The hook still matches what the background, which has the policy, does not.
  const before = await worker.evaluate(async () => {
    const { matchers } = await chrome.storage.local.get('matchers')
    await chrome.storage.local.set({ matchers: ['POST', 'DELETE'].map((method) => ({ method, regex: '/open/' })) })
    return matchers
  })
  await expect.poll(() => page.evaluate(isHeld), patience).toBe(true)
  expect(await page.evaluate(seeRequests, { base: '/open', only })).toEqual(native)
  expect(await scene.approver().pending()).toEqual([])
  await worker.evaluate((matchers) => chrome.storage.local.set({ matchers }), before)
  await page.close()
})

/** A synchronous request that the hook matches fails at once. */
function isHeld(): boolean {
  const xhr = new XMLHttpRequest()
  xhr.open('POST', '/open/none', false)
  try {
    xhr.send()
    return false
  } catch {
    return true
  }
}

function callsFor(name: string) {
  return calls().filter(({ path }) => new URL(path, 'http://console').searchParams.get('name') === name)
}
