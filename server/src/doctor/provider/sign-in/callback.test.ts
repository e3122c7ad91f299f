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

test('nobody is waited for longer than patience lasts', async () => {
  const listener = await listenForCallback(0)
  const patience = new AbortController()
  const answering = listener.answer('state-1', patience.signal)
  patience.abort()
  expect(await answering).toBeUndefined()
  listener.close()
})
