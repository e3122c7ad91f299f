import type { RequestId } from '@countersign/shared/protocol'
import { afterEach, describe, expect, test } from 'vitest'
import { firefoxPanelSays } from '../lab/stage/firefox-panel.ts'
import { alteredBuild } from './altered-build.ts'
import { putShape, shapes } from './body-shapes.ts'
import { firefoxHere, useFirefoxScene } from './firefox-scene.ts'
import { meddledRules, meddlingRoutes } from './meddling-worker.ts'
import { patience } from './scene.ts'

// In Firefox the page's service worker sees the marked request on its way out: here it meddles with it.

const firefox = await firefoxHere()

describe.skipIf(firefox.kind === 'missing')('a released request in Firefox, under a service worker', () => {
  const scene = useFirefoxScene(firefox, { more: { routes: meddlingRoutes, rules: meddledRules } })
  const calls = () => scene.world().console.calls
  let page: Awaited<ReturnType<typeof scene.open>>

  afterEach(() => page?.close())

  /** Puts a body, has it approved, and waits for what the page gets. */
  async function put(what: string, kind: 'json' | 'form' | 'bytes' = 'json') {
    page = await scene.open('/meddled/')
    await page.evaluate(async () => {
      await navigator.serviceWorker.register('/meddled/worker.js')
      await navigator.serviceWorker.ready
      if (navigator.serviceWorker.controller !== null) return
      await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve))
    }, undefined)
    const answered = page.evaluate(send, { what, kind })
    const view = await scene.waiting()
    await scene.approver().approve(view)
    return { answered: await answered, id: view.request.id }
  }

  async function outcomeOf(id: RequestId) {
    const { client } = scene.approver().device
    const read = async () => (await client.call('readRequest', { params: { id } })).status.outcome?.outcome
    await expect.poll(read, patience).toBeDefined()
    return read()
  }

  test.for(shapes)('without a worker goes out once as it was held: %s', async (shape) => {
    page = await scene.open('/users')
    const answered = page.evaluate(putShape, shape)
    const view = await scene.waiting()
    await scene.approver().approve(view)
    expect(await answered).toBe('200')
    expect(calls()).toHaveLength(1)
    expect(await outcomeOf(view.request.id)).not.toHaveProperty('alarm')
  })

  test.for(['json', 'form', 'bytes'] as const)('goes out once where the worker hands it on: %s', async (kind) => {
    const { answered, id } = await put('handed-on', kind)
    expect(answered).toBe('200')
    expect(calls()).toHaveLength(1)
    expect(await outcomeOf(id)).not.toHaveProperty('alarm')
    await firefoxPanelSays(page, 'Done')
  })

  test.for(['rewritten', 'emptied'])('with another body does not go out: %s', async (what) => {
    const { answered, id } = await put(what)
    expect(answered).toContain('NetworkError')
    await firefoxPanelSays(page, 'Something on the page tried to send other content than what was held.')
    expect(calls()).toHaveLength(0)
    expect(await outcomeOf(id)).toMatchObject({ kind: 'failed', alarm: 'differs_stopped' })
  })

  test('goes out once, and another body beside it does not', async () => {
    const { answered, id } = await put('beside')
    expect(answered).toBe('200')
    await firefoxPanelSays(page, 'Something on the page tried to send other content than what was held.')
    expect(calls().map(({ body }) => body.toString())).toEqual(['{"one":1}'])
    expect(await outcomeOf(id)).toMatchObject({ status: 200, alarm: 'differs_stopped' })
  })

  test('goes out once, and a second and a third time it does not', async () => {
    const { id } = await put('repeated')
    await firefoxPanelSays(page, 'Something on the page tried to send it a second time.')
    expect(calls()).toHaveLength(1)
    expect(await outcomeOf(id)).toMatchObject({ alarm: 'repeated_stopped' })
  })
})

describe.skipIf(firefox.kind === 'missing')('a content script in Firefox that was tampered with', () => {
  const scene = useFirefoxScene(firefox, { more: { routes: meddlingRoutes, rules: meddledRules }, build: alteredBuild })

  test('sends nothing but what was approved', async () => {
    const page = await scene.open('/users')
    const answered = page.evaluate(send, { what: 'x', kind: 'json' } as const)
    await scene.approver().approve(await scene.waiting())
    expect(await answered).toContain('NetworkError')
    await firefoxPanelSays(page, 'Something on the page tried to send other content than what was held.')
    expect(scene.world().console.calls).toHaveLength(0)
    await page.close()
  })
})

function send({ what, kind }: { what: string; kind: 'json' | 'form' | 'bytes' }): Promise<string> {
  const form = new FormData()
  form.append('note', 'ü\nx')
  form.append('file', new File(['%PDF'], 'a.pdf', { type: 'application/pdf' }))
  const body = kind === 'form' ? form : kind === 'bytes' ? new Uint8Array([0, 255, 254, 128]) : '{"one":1}'
  const headers: Record<string, string> = kind === 'json' ? { 'content-type': 'application/json' } : {}
  return fetch(`/meddled/${what}`, { method: 'PUT', headers, body }).then(({ status }) => String(status), String)
}
