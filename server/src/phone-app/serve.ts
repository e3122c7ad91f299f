import { join } from 'node:path'
import { appPages, requestPages } from '@countersign/shared/app'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import type { Relay } from '../relay.ts'
import { hostFiles } from './digests.ts'
import { immutable, immutableFolder } from './headers.ts'
import { makeOwnApp } from './own-app.ts'

/**
 * Serves the phone app from the relay's own origin: the single-process set-up, in which the relay is trusted for what
 * the phone shows. It is the very app that `countersign app build` makes for this origin.
 *
 * @param built directory of the app that is the same for every organisation
 */
export async function servePhoneApp(app: FastifyInstance, relay: Relay, built: string): Promise<void> {
  const root = join(relay.config.dataDirectory, 'phone-app')
  const own = await makeOwnApp(relay, built, root)
  await app.register(async (pages) => {
    pages.addHook('onRequest', () => own.renew())
    pages.addHook('onSend', async (_, reply) => {
      reply.headers(own.headers())
    })
    await pages.register(fastifyStatic, {
      root,
      cacheControl: false,
      allowedPath: (path) => !Object.values(hostFiles).some((file) => path === `/${file}`),
      setHeaders: (response, path) => {
        const isImmutable = path.slice(root.length + 1).startsWith(immutableFolder)
        response.setHeader('cache-control', isImmutable ? immutable : 'no-cache')
      },
    })
    // They are read by the app's script, never by the server.
    for (const path of [...appPages.filter((page) => page !== '/'), `${requestPages}:id`]) {
      pages.get(path, { schema: { hide: true } }, (_, reply) =>
        reply.header('cache-control', 'no-cache').sendFile('index.html'),
      )
    }
  })
}
