import cors from '@fastify/cors'
import fastify, { type FastifyInstance } from 'fastify'
import { assetRoutes } from './assets.ts'
import { keepBytes } from './body.ts'
import { type Call, recordCalls } from './calls.ts'
import type { Console } from './console.ts'
import { freshData } from './data.ts'
import { databaseRoutes } from './database.ts'
import { invoicesRoutes } from './invoices.ts'
import { keysRoutes } from './keys.ts'
import { projectsApiRoutes, projectsPageRoute } from './projects.ts'
import { SESSION_COOKIE, Sessions } from './session.ts'
import { settingsRoutes } from './settings.ts'
import { usersRoutes } from './users.ts'
import { webhooksRoutes } from './webhooks.ts'

export interface ConsoleOptions {
  /** Of the pages; 0, the default, lets the system pick. */
  readonly port?: number
  /** Of the project API, which is another origin. */
  readonly apiPort?: number
  /** More routes on the origin of the pages: what a test needs a console to answer. */
  readonly routes?: (app: FastifyInstance) => void
  /** The same on the origin of the project API. */
  readonly apiRoutes?: (app: FastifyInstance) => void
}

export interface RunningConsole {
  /** `http://127.0.0.1:<port>`, the origin of the pages. */
  readonly origin: string
  /** The origin of the project API. */
  readonly apiOrigin: string
  /** Every request that has reached a destructive endpoint since the start or the last `reset()`, oldest first. */
  readonly calls: readonly Call[]
  /** Brings all data back and forgets the calls; sessions live on, so open pages still work. */
  reset(): void
  close(): Promise<void>
}

/** Starts "Acme Admin", the demo console, on 127.0.0.1: pages and API on two origins. */
export async function startConsole(options: ConsoleOptions = {}): Promise<RunningConsole> {
  const calls: Call[] = []
  const data = freshData()
  const at = { origin: '', apiOrigin: '' }
  const shared: Console = { data, sessions: new Sessions(), apiOrigin: () => at.apiOrigin }
  const app = newServer(calls)
  const api = newServer(calls)

  app.get('/', (_request, reply) => reply.redirect('/users'))
  usersRoutes(app, shared)
  projectsPageRoute(app, shared)
  invoicesRoutes(app, shared)
  keysRoutes(app, shared)
  webhooksRoutes(app, shared)
  databaseRoutes(app, shared)
  settingsRoutes(app, shared)
  await assetRoutes(app)
  options.routes?.(app)
  at.origin = await app.listen({ host: '127.0.0.1', port: options.port ?? 0 })

  await api.register(cors, {
    origin: at.origin,
    methods: ['GET', 'PATCH', 'POST', 'PUT', 'DELETE'],
    allowedHeaders: ['authorization', 'content-type'],
  })
  projectsApiRoutes(api, shared)
  options.apiRoutes?.(api)
  at.apiOrigin = await api.listen({ host: '127.0.0.1', port: options.apiPort ?? 0 })

  return {
    ...at,
    calls,
    reset: () => {
      calls.length = 0
      Object.assign(data, freshData())
    },
    close: async () => {
      await Promise.all([app.close(), api.close()])
    },
  }
}

function newServer(calls: Call[]): FastifyInstance {
  const server = fastify({ forceCloseConnections: true, bodyLimit: 8 * 1024 * 1024 })
  keepBytes(server)
  recordCalls(server, calls, SESSION_COOKIE)
  return server
}
