import { once } from 'node:events'
import { request } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { callerAddress } from './caller-address.ts'

const none = { by: 'count', count: 0 } as const

test('a caller has an address', async () => {
  const app = Fastify()
  app.post('/', async (http) => callerAddress(http, none))
  expect((await app.inject({ method: 'POST', url: '/' })).body).toBe('127.0.0.1')
})

test('what a proxy says counts where that proxy is trusted, and in several headers as in one', async () => {
  const app = Fastify()
  app.get('/no', async (http) => callerAddress(http, none))
  app.get('/one', async (http) => callerAddress(http, { by: 'count', count: 1 }))
  await app.listen({ host: '127.0.0.1', port: 0 })
  // A server that listens on a port has an address that is no path.
  const { port } = app.server.address() as AddressInfo
  const answerOf = async (path: string) => {
    const headers = ['host', 'relay', 'x-forwarded-for', '192.0.2.1', 'x-forwarded-for', '203.0.113.7']
    const call = request({ host: '127.0.0.1', port, path, headers })
    call.end()
    const [answer] = await once(call, 'response')
    return text(answer)
  }
  expect(await answerOf('/no')).toBe('127.0.0.1')
  expect(await answerOf('/one')).toBe('203.0.113.7')
  await app.close()
})

test('a caller who has hung up has none', async () => {
  const app = Fastify()
  const seen = new Promise<unknown>((resolve) => {
    app.post('/', async (http) => {
      const closed = once(http.raw.socket, 'close')
      caller.destroy()
      await closed
      resolve(refusalOf(() => callerAddress(http, none)))
    })
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  // A server that listens on a port has an address that is no path.
  const { port } = app.server.address() as AddressInfo
  const caller = connect(port, '127.0.0.1')
  caller.write('POST / HTTP/1.1\r\nhost: relay\r\ncontent-length: 0\r\n\r\n')
  expect(await seen).toMatchObject({ code: 'unavailable' })
  await app.close()
})

function refusalOf(call: () => unknown): unknown {
  try {
    return call()
  } catch (refusal) {
    return refusal
  }
}
