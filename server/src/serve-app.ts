import { resolve } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import type { Relay } from './relay.ts'

/**
 * Serves the phone app from the relay's own origin: the single-process set-up, in which the relay is trusted for what
 * the phone shows. Its pages may talk to the relay and to the policy's issuers, and to nobody else.
 */
export async function serveApp(app: FastifyInstance, relay: Relay, directory: string): Promise<void> {
  const issuers = relay.policies.current.policy.issuers.map(({ issuer }) => new URL(issuer).origin)
  const headers = {
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      "manifest-src 'self'",
      "worker-src 'self'",
      `connect-src 'self' ${issuers.join(' ')}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      'trusted-types countersign countersign-worker',
    ].join('; '),
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin',
  }
  await app.register(async (pages) => {
    pages.addHook('onSend', async (_, reply) => {
      reply.headers(headers)
    })
    await pages.register(fastifyStatic, {
      root: resolve(directory),
      cacheControl: false,
      setHeaders: (response, path) => {
        const immutable = path.includes('/assets/')
        response.setHeader('cache-control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
    })
    // The app's own paths: they are read by its script, never by the server.
    for (const path of ['/r/:id', '/callback', '/settings', '/decided']) {
      pages.get(path, { schema: { hide: true } }, (_, reply) =>
        reply.header('cache-control', 'no-cache').sendFile('index.html'),
      )
    }
  })
}
