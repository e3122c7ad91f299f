import type { FastifyInstance } from 'fastify'
import { jsonBody } from './body.ts'
import type { Console } from './console.ts'
import { requireCsrfHeader } from './guard.ts'
import { sendPage } from './pages/layout.tsx'
import { ARCHIVE, UsersPage } from './pages/users-page.tsx'

/** Users: the plain case, `fetch` on the page's own origin with a JSON body, a Strict cookie and a CSRF header. */
export function usersRoutes(app: FastifyInstance, { data, sessions, apiOrigin }: Console): void {
  const preHandler = requireCsrfHeader(sessions)

  app.get('/users', (request, reply) => {
    const session = sessions.open(request, reply)
    return sendPage(reply, UsersPage({ users: data.users, session }), apiOrigin())
  })

  app.get<{ Querystring: { q?: string } }>('/api/users', { preHandler }, async ({ query }) => {
    const wanted = (query.q ?? '').toLowerCase()
    return { users: data.users.filter(({ name, email }) => `${name} ${email}`.toLowerCase().includes(wanted)) }
  })

  app.patch<{ Params: { id: string } }>('/api/users/:id', { preHandler }, async (request, reply) => {
    const { id } = request.params
    const { name } = jsonBody(request)
    if (typeof name !== 'string' || name.trim() === '') return reply.code(422).send({ error: 'A user needs a name.' })
    if (!data.users.some((user) => user.id === id)) return reply.code(404).send({ error: 'There is no such user.' })
    data.users = data.users.map((user) => (user.id === id ? { ...user, name: name.trim() } : user))
    return { id, name: name.trim() }
  })

  app.delete<{ Params: { id: string } }>(
    '/api/users/:id',
    { preHandler, config: { destructive: true } },
    async (request, reply) => {
      const { id } = request.params
      const { transfer_to: heir } = jsonBody(request)
      if (!data.users.some((user) => user.id === id)) return reply.code(404).send({ error: 'There is no such user.' })
      const isKnown = heir === ARCHIVE || data.users.some((user) => user.id === heir)
      if (heir === id || !isKnown) {
        return reply.code(422).send({ error: 'Choose another user who takes over the files.' })
      }
      const files = data.users.find((user) => user.id === id)?.files ?? 0
      data.users = data.users
        .filter((user) => user.id !== id)
        .map((user) => (user.id === heir ? { ...user, files: user.files + files } : user))
      return { deleted: id, transferred_to: heir }
    },
  )
}
