import type { FastifyInstance } from 'fastify'

/** Where pages delete things, and tell what they hear of it where no test tool is attached to them. */
export function lifeRoutes(app: FastifyInstance, told: string[] = []): void {
  app.get<{ Params: { what: string } }>('/life/told/:what', async ({ params: { what } }) => {
    told.push(what)
    return {}
  })
  app.delete('/life/things/:name', { config: { destructive: true } }, async () => ({ done: true }))
}

/** Protects these things. */
export function lifeRules(console: string): string {
  return `  - id: life
    console: Acme Admin
    match: { method: DELETE, url: "${console}/life/things/:name" }
    summary: "Delete {name}"
    approvers: { when: "'platform-leads' in approver.groups" }
`
}
