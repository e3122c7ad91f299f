import { expect, test, vi } from 'vitest'
import { makeSalt, type RequestId } from '../protocol/index.ts'
import { makeClient } from './client.ts'
import { RelayUnreachable } from './relay-error.ts'

// What a relay may answer is its own choice; what comes out of the client has the type that its route names.

// A UUIDv7 in lower case is what the brand stands for.
const id = '01980f6e-0000-7000-8000-000000000000' as RequestId
const claim = makeSalt()

test.each<[string, Response]>([
  ['another shape', Response.json({ status: { state: 'approved' } })],
  ['a member that is not of the protocol', Response.json({ ...status(), approved: true })],
  ['nothing where something belongs', new Response(null, { status: 204 })],
  ['a page', new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } })],
  ['more than it may', new Response(JSON.stringify({ ...status(), name: 'x'.repeat(16_777_216) }))],
])('an answer that is %s is none', async (_, answer) => {
  await expect(clientOf(answer).call('cancelRequest', { params: { id } })).rejects.toThrow(RelayUnreachable)
})

test('an answer where nothing belongs is none: no claim is granted by it', async () => {
  const claimed = clientOf(Response.json('approved')).call('claimRequest', { params: { id }, body: { claim } })
  await expect(claimed).rejects.toThrow(RelayUnreachable)
})

test('an answer of the protocol comes through', async () => {
  const client = clientOf(Response.json(status()))
  expect(await client.call('cancelRequest', { params: { id } })).toEqual(status())
})

test('a relay that never answers is as good as none', async () => {
  vi.useFakeTimers()
  try {
    const client = makeClient({ ...options, fetch: (_, init) => pending(init?.signal) })
    const called = expect(client.call('claimRequest', { params: { id }, body: { claim } })).rejects.toThrow(
      RelayUnreachable,
    )
    await vi.advanceTimersByTimeAsync(15_000)
    await called
  } finally {
    vi.useRealTimers()
  }
})

test('whoever gives a call up is told so, not that the relay is away', async () => {
  const client = makeClient({ ...options, fetch: (_, init) => pending(init?.signal) })
  const giveUp = new AbortController()
  const called = expect(
    client.call('claimRequest', { params: { id }, body: { claim } }, giveUp.signal),
  ).rejects.toThrow('enough')
  giveUp.abort(new Error('enough'))
  await called
})

test('whoever gives a call up while somebody has still to sign in is not kept waiting', async () => {
  const client = makeClient({ ...options, fetch, session: () => new Promise(() => {}) })
  const giveUp = new AbortController()
  const called = expect(
    client.call('claimRequest', { params: { id }, body: { claim } }, giveUp.signal),
  ).rejects.toThrow('enough')
  giveUp.abort(new Error('enough'))
  await called
})

test('a session that is over is told of, and the call made once more in the next one', async () => {
  const over: string[] = []
  const sent: (string | null)[] = []
  const client = makeClient({
    ...options,
    session: async () => (over.length === 0 ? 'ended' : 'fresh'),
    sessionOver: async (token) => void over.push(token),
    fetch: async (_, init) => {
      const { authorization } = Object.fromEntries(new Headers(init?.headers))
      sent.push(authorization ?? null)
      return authorization === 'DPoP fresh' ? Response.json(status()) : refused('session_ended')
    },
  })
  expect(await client.call('cancelRequest', { params: { id } })).toEqual(status())
  expect(over).toEqual(['ended'])
  expect(sent).toEqual(['DPoP ended', 'DPoP fresh'])
})

test('a next session that is over, too, is not tried for ever', async () => {
  const over: string[] = []
  const sessionOver = async (token: string) => void over.push(token)
  const client = makeClient({ ...options, sessionOver, fetch: async () => refused('session_ended') })
  await expect(client.call('cancelRequest', { params: { id } })).rejects.toMatchObject({ code: 'session_ended' })
  expect(over).toEqual(['token'])
})

test('another refusal is none of the session', async () => {
  const sessionOver = () => Promise.reject(new Error('asked for nothing'))
  const client = makeClient({ ...options, sessionOver, fetch: async () => refused('not_found') })
  await expect(client.call('cancelRequest', { params: { id } })).rejects.toMatchObject({ code: 'not_found' })
})

test('a relay that has not been asked yet is not taken for one that does not answer', async () => {
  vi.useFakeTimers()
  try {
    const session = new Promise<string>((resolve) => setTimeout(() => resolve('token'), 60_000))
    const client = makeClient({ ...options, session: () => session, fetch: async () => Response.json(status()) })
    const called = client.call('cancelRequest', { params: { id } })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await called).toEqual(status())
  } finally {
    vi.useRealTimers()
  }
})

test('events that it does not know are passed over; those that are no JSON end the stream', async () => {
  const known = { event: 'status', status: status() }
  const sent = [{ event: 'status', status: { state: 'approved' } }, null, { event: 'weather' }, known]
  const stream = sent.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')
  expect(await read(`${stream}data: {"ev\n\n`)).toEqual([known, 'unreachable'])
})

test('an event without end ends the stream', async () => {
  expect(await read(`data: ${'x'.repeat(5_000_000)}`)).toEqual(['unreachable'])
})

function status() {
  return { id, digest: `${'D'.repeat(42)}A`, state: 'pending', stored: 1, decisions: [], reached: [], progress: [] }
}

function refused(code: string): Response {
  return Response.json({ type: 'about:blank', title: code, status: 401, code }, { status: 401 })
}

const options = { relay: 'https://relay.example', session: async () => 'token', prove: async () => 'proof' }

function clientOf(answer: Response) {
  return makeClient({ ...options, fetch: async () => answer })
}

function pending(signal: AbortSignal | null | undefined): Promise<Response> {
  return new Promise((_, reject) => {
    if (signal?.aborted) reject(signal.reason)
    signal?.addEventListener('abort', () => reject(signal.reason))
  })
}

async function read(stream: string): Promise<readonly unknown[]> {
  const heard: unknown[] = []
  try {
    for await (const { event } of clientOf(new Response(stream)).events(undefined, new AbortController().signal)) {
      heard.push(event)
    }
  } catch (error) {
    expect(error).toBeInstanceOf(RelayUnreachable)
    heard.push('unreachable')
  }
  return heard
}
