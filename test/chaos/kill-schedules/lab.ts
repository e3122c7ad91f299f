import type { FastifyInstance } from 'fastify'

/** Whoever wants to know that a call has come, or was answered. */
export type Watcher = (name: string, point: 'sent' | 'answered') => Promise<void>

/** What is deleted here, and a page to do it on. */
export function killRoutes(watch: Watcher): (app: FastifyInstance) => void {
  return (app) => {
    app.get('/kill/page', (_request, reply) => reply.type('text/html').send('<!doctype html><title>Page</title><body>'))
    app.delete<{ Params: { name: string } }>('/kill/:name', {
      config: { destructive: true },
      handler: async ({ params: { name } }) => {
        await watch(name, 'sent')
        return { deleted: name }
      },
      onResponse: async ({ params: { name } }) => watch(name, 'answered'),
    })
  }
}

export function killRules(console: string): string {
  const clocks = { plain: '30s', short: '5s' }
  return Object.entries(clocks)
    .map(
      ([name, time]) => `  - id: kill-${name}
    console: Acme Admin
    match: { method: DELETE, url: "${console}/kill/${name}-:run" }
    summary: "Delete {run}"
    approvers: { when: "'platform-leads' in approver.groups" }
    expires: ${time}
    execute_within: ${time}
`,
    )
    .join('')
}
