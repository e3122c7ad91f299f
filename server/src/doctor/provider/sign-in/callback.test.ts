import { expect, test } from 'vitest'
import { listenForCallback } from './callback.ts'

test('only an answer with the state that was sent is one, and others on this machine are told nothing', async () => {
  const listener = await listenForCallback(0)
  const answering = listener.answer('state-1', AbortSignal.timeout(10_000))
  for (const path of ['?code=c&state=state-2', '?code=c', '/more?code=c&state=state-1']) {
    const response = await fetch(`${listener.redirect}${path}`)
    expect(response.status).toBe(404)
  }
  const response = await fetch(`${listener.redirect}?code=c&state=state-1&iss=https%3A%2F%2Fsso.example`)
  expect(await response.text()).toContain('close this page')
  const answer = await answering
  expect(answer?.get('code')).toBe('c')
  expect(answer?.get('iss')).toBe('https://sso.example')
  listener.close()
})

test('what stands behind the # is read by a page, which runs its own script alone, and only the state that was sent counts', async () => {
  const listener = await listenForCallback(0)
  const answering = listener.fragmentAnswer('state-1', AbortSignal.timeout(10_000))
  const page = await fetch(listener.redirect)
  expect(page.status).toBe(200)
  expect(page.headers.get('content-security-policy')).toMatch(
    /^default-src 'none'; script-src 'sha256-[^' ]+'; connect-src 'self'/,
  )
  expect(page.headers.get('cache-control')).toBe('no-store')
  const post = (path: string, body: string) => fetch(new URL(path, listener.redirect), { method: 'POST', body })
  for (const [path, body] of [
    ['/callback', 'id_token=t&state=state-2'],
    ['/callback', 'id_token=t'],
    ['/callback', `id_token=${'t'.repeat(70_000)}&state=state-1`],
    ['/more', 'id_token=t&state=state-1'],
  ] as const) {
    expect((await post(path, body).catch(() => ({ status: 404 }))).status).toBe(404)
  }
  expect((await fetch(`${listener.redirect}?error=x&state=state-2`)).status).toBe(404)
  expect(await (await post('/callback', 'id_token=t&state=state-1')).text()).toContain('close this page')
  expect((await answering)?.get('id_token')).toBe('t')
  listener.close()
})

test('an error that comes in the address is an answer, whichever way was asked for', async () => {
  const listener = await listenForCallback(0)
  const answering = listener.fragmentAnswer('state-1', AbortSignal.timeout(10_000))
  await fetch(`${listener.redirect}?error=access_denied&state=state-1`)
  expect((await answering)?.get('error')).toBe('access_denied')
  listener.close()
})

test('nobody is waited for longer than patience lasts', async () => {
  const listener = await listenForCallback(0)
  const patience = new AbortController()
  const answering = listener.answer('state-1', patience.signal)
  patience.abort()
  expect(await answering).toBeUndefined()
  listener.close()
})
