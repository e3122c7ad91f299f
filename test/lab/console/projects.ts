import type { FastifyInstance } from 'fastify'
import { jsonBody } from './body.ts'
import type { Console } from './console.ts'
import { requireBearer } from './guard.ts'
import { sendPage } from './pages/layout.tsx'
import { ProjectsPage } from './pages/projects-page.tsx'

/** The page about projects; its data lives at another origin. */
export function projectsPageRoute(app: FastifyInstance, { data, sessions, apiOrigin }: Console): void {
  app.get('/projects', (request, reply) => {
    const session = sessions.open(request, reply)
    return sendPage(reply, ProjectsPage({ projects: data.projects, session, apiOrigin: apiOrigin() }), apiOrigin())
  })
}

/** The project API on its own origin: no cookies, a bearer token that the page's script sets, so always a preflight. */
export function projectsApiRoutes(api: FastifyInstance, { data, sessions }: Console): void {
  const preHandler = requireBearer(sessions)

  api.get('/v1/projects', { preHandler }, async () => ({ projects: data.projects }))

  api.patch<{ Params: { name: string } }>('/v1/projects/:name', { preHandler }, async (request, reply) => {
    const { name } = request.params
    const { label } = jsonBody(request)
    if (typeof label !== 'string' || label.trim() === '') {
      return reply.code(422).send({ error: 'A project needs a name.' })
    }
    if (!data.projects.some((project) => project.name === name)) return reply.code(404).send(unknownProject)
    data.projects = data.projects.map((each) => (each.name === name ? { ...each, label: label.trim() } : each))
    return { name, label: label.trim() }
  })

  api.delete<{ Params: { name: string } }>(
    '/v1/projects/:name',
    { preHandler, config: { destructive: true } },
    async (request, reply) => {
      const { name } = request.params
      if (!data.projects.some((project) => project.name === name)) return reply.code(404).send(unknownProject)
      data.projects = data.projects.filter((project) => project.name !== name)
      return reply.code(204).send()
    },
  )
}

const unknownProject = { error: 'There is no such project.' }
