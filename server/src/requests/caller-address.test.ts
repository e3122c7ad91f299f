import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { callerAddress } from './caller-address.ts'

test('a caller has an address', async () => {
  const app = Fastify()
  app.post('/', async (http) => callerAddress(http))
  expect((await app.inject({ method: 'POST', url: '/' })).body).toBe('127.0.0.1')
})

test('a caller who has hung up has none', async () => {
  const app = Fastify()
  const seen = new Promise<unknown>((resolve) => {
    app.post('/', async (http) => {
      const closed = once(http.raw.socket, 'close')
      caller.destroy()
      await closed
      resolve(refusalOf(() => callerAddress(http)))
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
