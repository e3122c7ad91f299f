import type { FastifyInstance } from 'fastify'
import { jsonBody } from './body.ts'
import type { Console } from './console.ts'
import { requireCsrfHeader } from './guard.ts'
import { sendPage } from './pages/layout.tsx'
import { WebhooksPage } from './pages/webhooks-page.tsx'

/** Webhooks: the older way, XMLHttpRequest with a JSON answer, as the libraries of its time send it. */
export function webhooksRoutes(app: FastifyInstance, { data, sessions, apiOrigin }: Console): void {
  const preHandler = requireCsrfHeader(sessions)

  app.get('/webhooks', (request, reply) => {
    const session = sessions.open(request, reply)
    return sendPage(reply, WebhooksPage({ webhooks: data.webhooks, session }), apiOrigin())
  })

  app.patch<{ Params: { id: string } }>('/api/webhooks/:id', { preHandler }, async (request, reply) => {
    const { id } = request.params
    const { name } = jsonBody(request)
    if (typeof name !== 'string' || name.trim() === '')
      return reply.code(422).send({ error: 'A webhook needs a name.' })
    if (!data.webhooks.some((hook) => hook.id === id))
      return reply.code(404).send({ error: 'There is no such webhook.' })
    data.webhooks = data.webhooks.map((hook) => (hook.id === id ? { ...hook, name: name.trim() } : hook))
    return { id, name: name.trim() }
  })

  app.delete<{ Params: { id: string } }>(
    '/api/webhooks/:id',
    { preHandler, config: { destructive: true } },
    async (request, reply) => {
      const { id } = request.params
      if (!data.webhooks.some((hook) => hook.id === id)) {
        return reply.code(404).send({ error: 'There is no such webhook.' })
      }
      data.webhooks = data.webhooks.filter((hook) => hook.id !== id)
      return { deleted: id }
    },
  )
}
