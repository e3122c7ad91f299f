import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { describe, expect, test } from 'vitest'
import { clickFirefoxPanel, firefoxPanelSays, giveFirefoxReason } from '../lab/stage/firefox-panel.ts'
import { firefoxHere, useFirefoxScene } from './firefox-scene.ts'
import { patience } from './scene.ts'

const firefox = await firefoxHere()

/** A dedicated worker that deletes what it is told. */
function routes(app: FastifyInstance): void {
  const source = `onmessage = ({ data }) =>
    fetch(data, { method: 'DELETE' }).then(() => postMessage('sent'), () => postMessage('blocked'))`
  app.get('/worker.js', (_request, reply) => reply.type('text/javascript').send(source))
}

describe.skipIf(firefox.kind === 'missing')('in Firefox', () => {
  const scene = useFirefoxScene(firefox, { more: { routes, rules: () => '' } })
  const calls = () => scene.world().console.calls
  const rows = (page: Awaited<ReturnType<typeof scene.open>>, row: string) =>
    page.evaluate((name) => document.querySelectorAll(`tr[data-row="${name}"]`).length, row)

  test('a held delete reaches the console once, with its body, after the approval and not before', async () => {
    const page = await scene.open('/users')
    await page.click('tr[data-row=u-104] [data-action=delete]')
    await firefoxPanelSays(page, 'Waiting for approval')
    const view = await scene.waiting()
    expect(view.request.action).toMatchObject({
      method: 'DELETE',
      summary: 'Delete user u-104',
      params: { user: 'u-104' },
    })
    expect(calls()).toHaveLength(0)

    await scene.approver().approve(view)
    await firefoxPanelSays(page, 'Done')
    await expect.poll(() => rows(page, 'u-104'), patience).toBe(0)
    expect(calls()).toHaveLength(1)
    expect(calls()[0]).toMatchObject({ method: 'DELETE', path: '/api/users/u-104', sessionCookie: true, status: 200 })
    expect(calls()[0]?.origin).toBe(scene.world().console.origin)
    expect(calls()[0]?.body.toString()).toBe('{"transfer_to":"archive"}')
    await page.close()
  })

  test('the page’s own promise is answered with what the console said', async () => {
    const page = await scene.open('/users')
    const answered = page.evaluate(async () => {
      const token = document.querySelector<HTMLMetaElement>('meta[name=csrf-token]')?.content ?? ''
      const headers = { 'content-type': 'application/json', 'x-csrf-token': token }
      const response = await fetch('/api/users/u-101', { method: 'DELETE', headers, body: '{"transfer_to":"archive"}' })
      const { status, url, type, redirected } = response
      const contentType = response.headers.get('content-type')
      return {
        status,
        url,
        type,
        redirected,
        contentType,
        copy: await response.clone().json(),
        json: await response.json(),
      }
    }, undefined)
    await scene.approver().approve(await scene.waiting())
    const { origin } = scene.world().console
    const { json, ...head } = await answered
    expect(head).toMatchObject({ status: 200, url: `${origin}/api/users/u-101`, type: 'basic', redirected: false })
    expect(head.contentType).toContain('application/json')
    expect(json).toEqual({ deleted: 'u-101', transferred_to: 'archive' })
    expect(head.copy).toEqual(json)
    expect(calls()).toHaveLength(1)
    await page.close()
  })

  test('a deny ends it: the page gets a network error, the person hears who and why', async () => {
    const page = await scene.open('/users')
    const answered = page.evaluate(
      () => fetch('/api/users/u-102', { method: 'DELETE' }).then(String, String),
      undefined,
    )
    await scene.approver().deny(await scene.waiting(), 'Still in use')
    await firefoxPanelSays(page, 'Denied by First approver')
    await firefoxPanelSays(page, 'Still in use')
    expect(await answered).toBe('TypeError: NetworkError when attempting to fetch resource.')
    expect(calls()).toHaveLength(0)
    await page.close()
  })

  test('cancelling ends it for everybody', async () => {
    const page = await scene.open('/users')
    await page.click('tr[data-row=u-102] [data-action=delete]')
    await firefoxPanelSays(page, 'Waiting for approval')
    const view = await scene.waiting()
    await clickFirefoxPanel(page, 'Cancel')
    await firefoxPanelSays(page, 'Cancelled')
    await expect(scene.approver().approve(view)).rejects.toMatchObject({ state: 'cancelled' })
    expect(calls()).toHaveLength(0)
    await page.close()
  })

  test('a delete that is sent by XMLHttpRequest is held, and its row goes once it is approved', async () => {
    const page = await scene.open('/webhooks')
    await page.click('tr[data-row=wh-3] [data-action=delete]')
    await firefoxPanelSays(page, 'Delete webhook wh-3')
    await scene.approver().approve(await scene.waiting())
    await firefoxPanelSays(page, 'Done')
    await expect.poll(() => rows(page, 'wh-3'), patience).toBe(0)
    expect(calls()).toMatchObject([{ method: 'DELETE', path: '/api/webhooks/wh-3', sessionCookie: true, status: 200 }])
    await page.close()
  })

  test('a url-encoded form is held before it navigates, and sent once, byte for byte, after the approval', async () => {
    const page = await scene.open('/invoices/INV-2041')
    const before = await page.url()
    const expected = await page.evaluate(() => {
      const fields = new FormData(document.querySelector<HTMLFormElement>('form[data-form=void]') ?? undefined)
      return String(new URLSearchParams([...fields].map(([name, value]): [string, string] => [name, String(value)])))
    }, undefined)
    await page.click('form[data-form=void] button')
    await firefoxPanelSays(page, 'Waiting for approval')
    const view = await scene.waiting()
    expect(await page.url()).toBe(before)
    expect(Buffer.from(view.body ?? '', 'base64url').toString()).toBe(expected)
    expect(calls()).toHaveLength(0)

    await scene.approver().approve(view)
    await page.waitFor('[data-flash=done]')
    await firefoxPanelSays(page, 'The console answered 303')
    expect(calls()).toHaveLength(1)
    expect(calls()[0]).toMatchObject({ method: 'POST', path: '/invoices/INV-2041/void', status: 303 })
    expect(calls()[0]?.body.toString()).toBe(expected)
    expect(await page.url()).not.toContain('#')
    await page.close()
  })

  test('a multipart form with a file is held and sent once', async () => {
    const page = await scene.open('/invoices/INV-2041')
    const file = join(scene.directory(), 'corrected.pdf')
    await writeFile(file, '%PDF-1.7 corrected')
    await page.setFiles('form[data-form=replace] input[type=file]', [file])
    await page.click('form[data-form=replace] button')
    const view = await scene.waiting()
    expect(view.request.action.body).toMatchObject({ kind: 'form-data' })
    await scene.approver().approve(view)
    await page.waitFor('[data-flash=done]')
    expect(calls()).toHaveLength(1)
    expect(calls()[0]?.body.toString()).toContain('%PDF-1.7 corrected')
    await page.close()
  })

  test('a section whose API is on another origin is held and released with its authorization header', async () => {
    const page = await scene.open('/projects')
    await page.click('tr[data-row=payments-prod] [data-action=delete]')
    await firefoxPanelSays(page, 'Why is this needed?')
    await giveFirefoxReason(page, 'Moved to payments-eu')
    const view = await scene.waiting()
    expect(view.request.context.reason).toBe('Moved to payments-eu')
    await scene.approver().approve(view)
    await firefoxPanelSays(page, 'Done')
    expect(calls()).toMatchObject([{ method: 'DELETE', path: '/v1/projects/payments-prod', status: 204 }])
    await page.close()
  })

  test('a page under a fetch-handling service worker is held and released', async () => {
    const page = await scene.open('/keys/')
    await page.waitFor('html[data-worker=ready]')
    await page.click('tr[data-row] [data-action=delete]')
    await scene.approver().approve(await scene.waiting())
    await firefoxPanelSays(page, 'Done')
    expect(calls()).toMatchObject([{ method: 'DELETE', status: 204 }])
    await page.close()
  })

  test('what no hook sees is blocked: a worker, a script of another world, a synchronous request', async () => {
    const page = await scene.open('/users')
    const url = `${scene.world().console.origin}/api/users/u-102`
    const inWorker = await page.evaluate((target) => {
      const worker = new Worker('/worker.js')
      worker.postMessage(target)
      return new Promise((resolve) => {
        worker.onmessage = ({ data }) => resolve(data)
      })
    }, url)
    expect(inWorker).toBe('blocked')
    const unhooked = (target: string) =>
      fetch(target, { method: 'DELETE' }).then(
        () => 'sent',
        () => 'blocked',
      )
    expect(await page.evaluateUnhooked(unhooked, url)).toBe('blocked')
    expect(await page.evaluateUnhooked(unhooked, `${url}#__cs=guessed`)).toBe('blocked')
    const synchronous = await page.evaluateUnhooked((target) => {
      const xhr = new XMLHttpRequest()
      xhr.open('DELETE', target, false)
      try {
        xhr.send()
        return 'sent'
      } catch {
        return 'blocked'
      }
    }, url)
    expect(synchronous).toBe('blocked')
    expect(calls()).toHaveLength(0)
    expect(await scene.approver().pending()).toEqual([])
    await page.close()
  })

  test('a background that ends in the middle is started again, and the hold goes on with the same request', async () => {
    const page = await scene.open('/users')
    await page.click('tr[data-row=u-103] [data-action=delete]')
    const before = await scene.waiting()
    await scene.requester().suspend()
    // Nothing that was held went out with it.
    expect(calls()).toHaveLength(0)
    const view = await scene.waiting()
    expect(view.request.id).toBe(before.request.id)
    await scene.approver().approve(view)
    await firefoxPanelSays(page, 'Done')
    expect(calls()).toMatchObject([{ path: '/api/users/u-103', status: 200 }])
    await page.close()
  })

  test('ordinary requests go on untouched', async () => {
    const page = await scene.open('/users')
    const seen = await page.evaluate(async () => {
      const { status } = await fetch('/users')
      return { status, name: fetch.name, length: fetch.length, text: String(fetch).replace(/\s+/g, ' ') }
    }, undefined)
    expect(seen).toEqual({ status: 200, name: 'fetch', length: 1, text: 'function fetch() { [native code] }' })
    await page.close()
  })
})
