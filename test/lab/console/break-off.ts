import type { FastifyReply, FastifyRequest } from 'fastify'

/** It has run, and its answer is one that no browser takes: two lengths that differ (RFC 9112, section 6.3). */
export async function breakOff(_: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  reply.hijack()
  reply.raw.socket?.end('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n')
  return reply
}
