import { createServer, type Server } from 'node:http'
import { connect, type Socket } from 'node:net'
import type { Observed } from '../observed.ts'

/**
 * An HTTP CONNECT proxy (RFC 9110 §9.3.6) that stands for the network's way out: the vendors' `host:443` lead to the
 * local TLS port, anything else is refused with 403 and recorded.
 */
export function makeEgressProxy(
  hosts: readonly string[],
  tlsPort: number,
  refusedDestinations: Observed<string>,
): Server {
  const open = new Set(hosts.map((host) => `${host}:443`))
  const server = createServer((request, response) => {
    refusedDestinations.record(request.url ?? '')
    response.writeHead(403, { 'content-type': 'text/plain' }).end('this proxy takes CONNECT only\n')
  })
  server.on('connect', (request, client: Socket, head: Buffer) => {
    const destination = request.url ?? ''
    client.on('error', () => client.destroy())
    if (!open.has(destination)) {
      refusedDestinations.record(destination)
      client.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n')
      return
    }
    const upstream = connect(tlsPort, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      upstream.write(head)
      upstream.pipe(client)
      client.pipe(upstream)
    })
    upstream.on('error', () => client.destroy())
    upstream.on('close', () => client.destroy())
    client.on('close', () => upstream.destroy())
  })
  return server
}
