import { expect, test } from 'vitest'
import type { Call } from '../lab/console/calls.ts'
import { approveUntil } from './approve-until.ts'
import { panelSays, patience, useScene } from './scene.ts'
import { answerRoutes, answerRules } from './xhr-answers.ts'

const scene = useScene({ more: { routes: answerRoutes, rules: answerRules } })
const calls = (base: string) => scene.world().console.calls.filter(({ path }) => path.startsWith(base))

/** Runs in the page: one beacon of each kind of body. */
function sendEach(base: string): boolean[] {
  const form = new FormData()
  form.append('a', 'b')
  form.append('file', new File(['hello'], 'note.txt', { type: 'text/plain' }))
  const bodies = {
    nothing: undefined,
    null: null,
    string: 'é',
    'empty string': '',
    blob: new Blob(['{}'], { type: 'application/json' }),
    'blob without type': new Blob(['b']),
    buffer: new Uint8Array([1, 2]).buffer,
    view: new Uint8Array([1, 2, 3]).subarray(1),
    form,
    parameters: new URLSearchParams({ a: 'b c' }),
  }
  return Object.entries(bodies).map(([name, body]) => navigator.sendBeacon(`${base}/none?name=${name}`, body))
}

test('a beacon is taken at once, held, and sent once as the browser would have sent it', async () => {
  const page = await scene.open('/users')
  expect(await page.evaluate(sendEach, '/open')).not.toContain(false)
  await expect.poll(() => calls('/open').filter(({ status }) => status !== undefined).length, patience).toBe(10)
  expect(await page.evaluate(sendEach, '/held')).not.toContain(false)
  const allSent = expect
    .poll(() => calls('/held').filter(({ status }) => status !== undefined).length, patience)
    .toBe(10)
  await approveUntil(scene.approver(), Promise.resolve(allSent))
  expect(calls('/held').map(asSent).sort()).toEqual(calls('/open').map(asSent).sort())
  await expect.poll(async () => (await scene.approver().pending()).length, patience).toBe(0)
  await page.close()
})

test('what is too long, or no address, is refused as the browser refuses it', async () => {
  const page = await scene.open('/users')
  const attempt = (base: string) => {
    const seen: unknown[] = [navigator.sendBeacon(`${base}/none`, 'x'.repeat(65_537))]
    for (const args of [[], ['http://['], [`${base}/none`, new ReadableStream()]]) {
      try {
        seen.push(Reflect.apply(navigator.sendBeacon, navigator, args))
      } catch (error) {
        seen.push(String(error))
      }
    }
    return seen
  }
  expect(await page.evaluate(attempt, '/held')).toEqual(await page.evaluate(attempt, '/open'))
  expect(calls('/held')).toHaveLength(0)
  await page.close()
})

test('a beacon is never sent without its page: what was asked stays, and ends with the tab', async () => {
  const page = await scene.open('/users')
  await page.evaluate(() => navigator.sendBeacon('/held/none', 'x'))
  const view = await scene.waiting()
  await page.goto(`${scene.world().console.origin}/projects`)
  await panelSays(page, 'Once it is approved, do the same again')
  await page.close()
  await expect.poll(async () => (await scene.approver().pending()).length, patience).toBe(0)
  await expect(scene.approver().approve(view)).rejects.toMatchObject({ state: 'cancelled' })
  expect(calls('/held')).toHaveLength(0)
})

test('what a page sends while it goes away is blocked, and nobody is asked', async () => {
  const page = await scene.open('/users')
  await page.evaluate(() => {
    for (const type of ['pagehide', 'unload']) {
      addEventListener(type, () => navigator.sendBeacon('/held/none?at=end', 'x'))
      // This one no rule protects: its arrival tells that the listener has run.
      addEventListener(type, () => navigator.sendBeacon(`/open/none?at=${type}`, 'x'))
    }
  })
  await page.goto(`${scene.world().console.origin}/projects`)
  await expect.poll(() => calls('/open/none?at=pagehide').length, patience).toBe(1)
  expect(await scene.approver().pending()).toEqual([])
  expect(calls('/held')).toHaveLength(0)
  await page.close()
})

test('a deny is nothing to the page', async () => {
  const page = await scene.open('/users')
  expect(await page.evaluate(() => navigator.sendBeacon('/held/none', 'x'))).toBe(true)
  await scene.approver().deny(await scene.waiting())
  await panelSays(page, 'Denied by First approver')
  expect(calls('/held')).toHaveLength(0)
  await page.close()
})

/** What of a call is the same each time. */
function asSent({ method, path, headers, origin, referer, body, sessionCookie }: Call): string {
  const type = String(headers['content-type'])
  const boundary = /boundary=(\S+)/.exec(type)?.[1] ?? 'none'
  const name = new URL(path, 'http://console').searchParams.get('name')
  const site = [headers['sec-fetch-mode'], headers['sec-fetch-site'], origin, referer, sessionCookie]
  return [name, method, type, body.toString('latin1'), ...site].join(' | ').replaceAll(boundary, 'boundary')
}
