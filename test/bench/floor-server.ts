import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import postgres from 'postgres'

// The floor that the relay is held against: one durable SQL statement behind bare Fastify, and event streams on bare
// node:http. Started as a process of its own by the benchmark.

const sql = postgres(process.env['DATABASE_URL'] ?? '', { max: 10 })
await sql`CREATE TABLE IF NOT EXISTS floor_a (id bigint GENERATED ALWAYS AS IDENTITY, body jsonb)`
await sql`CREATE TABLE IF NOT EXISTS floor_b (id bigint GENERATED ALWAYS AS IDENTITY, body text)`

const app = Fastify()
app.post('/floor', async ({ body }) => {
  // JSON of the load generator's own making.
  const json = body as never
  await sql`
    WITH made AS (INSERT INTO floor_a (body) VALUES (${sql.json(json)}) RETURNING id)
    INSERT INTO floor_b (body) SELECT ${'entry'} FROM made`
  return { ok: true }
})
const url = await app.listen({ host: '127.0.0.1', port: 0 })

const streams = new Set<import('node:http').ServerResponse>()
const events = createServer((request, response) => {
  if (request.url === '/tell') {
    for (const stream of streams) stream.write('data: told\n\n')
    response.end()
    return
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.write('data: ready\n\n')
  streams.add(response)
})
await new Promise<void>((resolve) => events.listen(0, '127.0.0.1', resolve))
// A server that listens on TCP has an address with a port.
console.log(`floor ${url} http://127.0.0.1:${(events.address() as AddressInfo).port}`)
process.on('SIGTERM', () => process.exit(0))
