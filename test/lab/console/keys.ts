import type { FastifyInstance } from 'fastify'
import { jsonBody } from './body.ts'
import type { Console } from './console.ts'
import { requireCsrfHeader } from './guard.ts'
import { KeysPage } from './pages/keys-page.tsx'
import { sendPage } from './pages/layout.tsx'

/** API keys: everything under `/keys/` goes through a service worker that answers every fetch and adds nothing. */
export function keysRoutes(app: FastifyInstance, { data, sessions, apiOrigin }: Console): void {
  const preHandler = requireCsrfHeader(sessions)

  app.get('/keys', (_request, reply) => reply.redirect('/keys/', 308))

  app.get('/keys/', (request, reply) => {
    const session = sessions.open(request, reply)
    return sendPage(reply, KeysPage({ keys: data.keys, session }), apiOrigin())
  })

  app.get('/keys/api', { preHandler }, async () => ({ keys: data.keys }))

  app.patch<{ Params: { id: string } }>('/keys/api/:id', { preHandler }, async (request, reply) => {
    const { id } = request.params
    const { name } = jsonBody(request)
    if (typeof name !== 'string' || name.trim() === '') return reply.code(422).send({ error: 'A key needs a name.' })
    if (!data.keys.some((key) => key.id === id)) return reply.code(404).send({ error: 'There is no such key.' })
    data.keys = data.keys.map((key) => (key.id === id ? { ...key, name: name.trim() } : key))
    return { id, name: name.trim() }
  })

  app.delete<{ Params: { id: string } }>(
    '/keys/api/:id',
    { preHandler, config: { destructive: true } },
    async (request, reply) => {
      const { id } = request.params
      if (!data.keys.some((key) => key.id === id)) return reply.code(404).send({ error: 'There is no such key.' })
      data.keys = data.keys.filter((key) => key.id !== id)
      return reply.code(204).send()
    },
  )
}
