import type { FastifyInstance } from 'fastify'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { clickPanel, readPanel } from '../lab/stage/panel.ts'
import { panelSays, useScene } from './scene.ts'

// How much a page may send at once: what is more than an approver can be shown goes nowhere, and the page lives on.

const scene = useScene({ more: { routes, rules } })
const calls = () => scene.world().console.calls
const limit = 1_048_576

function routes(app: FastifyInstance): void {
  app.get('/bare', (_request, reply) => reply.type('text/html').send('<!doctype html><title>Bare</title><p>Bare'))
  for (const path of ['/big', '/strict'])
    app.post(path, { config: { destructive: true } }, (_request, reply) => reply.send('done'))
}

function rules(origin: string): string {
  const rule = (id: string, match: string) => `  - id: ${id}
    console: Acme Admin
    match: { method: POST, url: "${origin}${match} }
    summary: "Change it"
    approvers: { when: "'platform-leads' in approver.groups" }
`
  return rule('big', '/big"') + rule('strict', '/strict", body: { json: { "/action": delete } }')
}

/** Runs in the page: what it hears of a POST of so many bytes, by one of the ways that there are. */
function sendBytes({ way, size, path }: { way: string; size: number; path: string }): Promise<string> {
  const bytes = () => new Uint8Array(size).fill(97)
  const file = () => new File([bytes()], 'a.bin')
  const form = new FormData()
  form.append('file', file())
  const send = (body: BodyInit) =>
    fetch(path, { method: 'POST', body }).then(
      (response) => String(response.status),
      ({ name }) => String(name),
    )
  const xhr = (body: XMLHttpRequestBodyInit) =>
    new Promise<string>((resolve) => {
      const request = new XMLHttpRequest()
      request.onload = () => resolve(String(request.status))
      request.onerror = () => resolve('TypeError')
      request.open('POST', path)
      request.send(body)
    })
  const ways: Readonly<Record<string, () => Promise<string>>> = {
    'fetch of a text': () => send('a'.repeat(size)),
    'fetch of bytes': () => send(bytes()),
    'fetch of a file': () => send(file()),
    'fetch of a form': () => send(form),
    'fetch of a Request': () =>
      fetch(new Request(path, { method: 'POST', body: bytes() })).then(
        (response) => String(response.status),
        ({ name }) => String(name),
      ),
    'XMLHttpRequest of a text': () => xhr('a'.repeat(size)),
    'XMLHttpRequest of a form': () => xhr(form),
    'synchronous XMLHttpRequest': async () => {
      const request = new XMLHttpRequest()
      request.open('POST', path, false)
      try {
        request.send(bytes())
        return String(request.status)
      } catch {
        return 'TypeError'
      }
    },
  }
  return ways[way]?.() ?? Promise.resolve('no such way')
}

const ways = [
  'fetch of a text',
  'fetch of bytes',
  'fetch of a file',
  'fetch of a form',
  'fetch of a Request',
  'XMLHttpRequest of a text',
  'XMLHttpRequest of a form',
  'synchronous XMLHttpRequest',
] as const

async function nothingLeft(page: Page): Promise<void> {
  await panelSays(page, 'more than 1 MB')
  expect(await readPanel(page)).toContain('Nothing was sent, and nobody was asked')
  expect(calls()).toEqual([])
  expect(await scene.approver().pending()).toEqual([])
}

test.each(ways)('50 MB by %s go nowhere, are told, and the page hears of a network error', async (way) => {
  const page = await scene.open('/bare')
  const { heard, gap } = await page.evaluate(
    async ({ source, call }) => {
      const send: typeof sendBytes = new Function(`return ${source}`)()
      let gap = 0
      let last = performance.now()
      const beat = setInterval(() => {
        gap = Math.max(gap, performance.now() - last)
        last = performance.now()
      }, 5)
      const heard = await send(call)
      clearInterval(beat)
      return { heard, gap: Math.round(Math.max(gap, performance.now() - last)) }
    },
    { source: String(sendBytes), call: { way, size: 50_000_000, path: '/big' } },
  )
  expect(heard).toBe('TypeError')
  // Copied and encoded, it stood still for 1.1 s at the least, and for 24 s at the worst.
  expect(gap).toBeLessThan(1_000)
  await nothingLeft(page)
  await page.close()
})

test.each(ways)('so do 1.5 MB by %s, where the rule looks into bodies', async (way) => {
  const page = await scene.open('/bare')
  expect(await page.evaluate(sendBytes, { way, size: 1_500_000, path: '/strict' })).toBe('TypeError')
  await nothingLeft(page)
  await page.close()
})

test('a body of exactly the limit is held and sent; one byte more is not', async () => {
  const page = await scene.open('/bare')
  const held = page.evaluate(sendBytes, { way: 'fetch of bytes', size: limit, path: '/big' })
  const view = await scene.waiting()
  expect(view.request.action.body).toMatchObject({ size: limit })
  await scene.approver().approve(view)
  expect(await held).toBe('200')
  expect(calls()[0]?.body.length).toBe(limit)
  scene.world().console.reset()
  expect(await page.evaluate(sendBytes, { way: 'fetch of bytes', size: limit + 1, path: '/big' })).toBe('TypeError')
  await nothingLeft(page)
  await page.close()
})

test('characters that are more than one byte count as what they are sent as', async () => {
  const page = await scene.open('/bare')
  const send = (count: number) =>
    page.evaluate(
      (times) =>
        fetch('/big', { method: 'POST', body: 'ü'.repeat(times) }).then(
          () => 'sent',
          ({ name }) => String(name),
        ),
      count,
    )
  expect(await send(limit / 2 + 1)).toBe('TypeError')
  await nothingLeft(page)
  const held = send(limit / 2)
  await scene.approver().approve(await scene.waiting())
  expect(await held).toBe('sent')
  await page.close()
})

test.each(['', 'form', 'blob', 'buffer'])('an empty body (%s) is held and sent as one', async (kind) => {
  const page = await scene.open('/bare')
  const held = page.evaluate((what) => {
    const bodies: Readonly<Record<string, BodyInit>> = {
      '': '',
      form: new FormData(),
      blob: new Blob([]),
      buffer: new ArrayBuffer(0),
    }
    return fetch('/big', { method: 'POST', body: bodies[what] ?? '' }).then(({ status }) => status)
  }, kind)
  await scene.approver().approve(await scene.waiting())
  expect(await held).toBe(200)
  expect(calls()).toHaveLength(1)
  if (kind !== 'form') expect(calls()[0]?.headers['content-length']).toBe('0')
  await page.close()
})

test('a form with a file of 50 MB stays on its page', async () => {
  const page = await scene.open('/bare')
  await page.evaluate(() => {
    document.body.innerHTML =
      '<form method="post" action="/big" enctype="multipart/form-data"><input type="file" name="f">'
    const input = document.querySelector('input')
    const files = new DataTransfer()
    files.items.add(new File([new Uint8Array(50_000_000)], 'a.bin'))
    if (input !== null) input.files = files.files
    document.querySelector('form')?.requestSubmit()
  })
  await nothingLeft(page)
  expect(page.url()).toContain('/bare')
  await page.close()
})

test('a stream without end is read no further than the limit, and its source hears that it is over', async () => {
  const page = await scene.open('/bare')
  const seen = await page.evaluate(async () => {
    let pulled = 0
    let cancelled = false
    const body = new ReadableStream({
      pull: (controller) => {
        pulled += 1
        controller.enqueue(new Uint8Array(65_536))
      },
      cancel: () => {
        cancelled = true
      },
    })
    // The types do not know `duplex`.
    const init = { method: 'POST', body, duplex: 'half' } as RequestInit
    const heard = await fetch('/big', init).then(
      () => 'sent',
      ({ name }) => String(name),
    )
    return { heard, pulled, cancelled }
  })
  expect(seen).toMatchObject({ heard: 'TypeError', cancelled: true })
  expect(seen.pulled).toBeLessThan(30)
  await nothingLeft(page)
  await page.close()
})

test('a stream that trickles is given up after a while, and one that is aborted at once', async () => {
  const page = await scene.open('/bare')
  const heard = await page.evaluate(async () => {
    const trickle = () => new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(1)) })
    const abort = new AbortController()
    const send = (more: object) =>
      fetch('/big', { method: 'POST', body: trickle(), duplex: 'half', ...more } as RequestInit).then(
        () => 'sent',
        ({ name }) => String(name),
      )
    const aborted = send({ signal: abort.signal })
    abort.abort()
    return [await aborted, await send({})]
  })
  expect(heard).toEqual(['AbortError', 'TypeError'])
  await panelSays(page, 'did not end')
  expect(calls()).toEqual([])
  expect(await scene.approver().pending()).toEqual([])
  await page.close()
})

test('10,000 parts of a form by a script are held and sent as they are', async () => {
  const page = await scene.open('/bare')
  const sent = page.evaluate(() => {
    const form = new FormData()
    for (let n = 0; n < 10_000; n += 1) form.append(`field-${n}`, String(n))
    return fetch('/big', { method: 'POST', body: form }).then(({ status }) => status)
  })
  const view = await scene.waiting()
  expect(view.request.action.body).toMatchObject({ kind: 'form-data', entries: 10_000 })
  await scene.approver().approve(view)
  expect(await sent).toBe(200)
  expect(calls()[0]?.body.toString()).toContain('name="field-9999"\r\n\r\n9999\r\n')
  await page.close()
})

test('parts count with their names', async () => {
  const page = await scene.open('/bare')
  const heard = await page.evaluate(() => {
    const form = new FormData()
    for (let n = 0; n < 1_100; n += 1) form.append('n'.repeat(1_000), '')
    return fetch('/big', { method: 'POST', body: form }).then(
      () => 'sent',
      ({ name }) => String(name),
    )
  })
  expect(heard).toBe('TypeError')
  await nothingLeft(page)
  await page.close()
})

test.each([
  ['JSON type without JSON', 'application/json', 'not json'],
  ['form type around binary', 'application/x-www-form-urlencoded', '\u0000ÿþ&=%zz&%'],
  ['multipart type without parts', 'multipart/form-data; boundary=x', '--y\r\n'],
  ['a type that nobody knows', 'text/nonsense', '\u0000\u0001'],
])('%s is held as protected by a rule that looks into bodies, and sent byte for byte', async (_, type, latin) => {
  const page = await scene.open('/bare')
  const held = page.evaluate(
    ({ contentType, text }) => {
      const body = Uint8Array.from(text, (character) => character.charCodeAt(0))
      const headers = { 'content-type': contentType }
      return fetch('/strict', { method: 'POST', headers, body }).then(({ status }) => status)
    },
    { contentType: type, text: latin },
  )
  await panelSays(page, 'Waiting for approval')
  await scene.approver().approve(await scene.waiting())
  expect(await held).toBe(200)
  expect(calls()[0]?.body).toEqual(Buffer.from(latin, 'latin1'))
  expect(calls()[0]?.headers['content-type']).toBe(type)
  await page.close()
})

test('a content type that no request can carry is refused in words', async () => {
  const page = await scene.open('/bare')
  const heard = page.evaluate(() =>
    fetch('/big', { method: 'POST', headers: { 'content-type': `text/${'x'.repeat(500)}` }, body: 'x' }).then(
      () => 'sent',
      ({ name }) => String(name),
    ),
  )
  expect(await heard).toBe('TypeError')
  console.log(await readPanel(page))
  expect(calls()).toEqual([])
  await clickPanel(page, 'Close').catch(() => {})
  await page.close()
})
