import type { FastifyInstance } from 'fastify'
import { lifeRoutes, lifeRules } from './life-rules.ts'

/** Where rewritten pages send to. */
export function rewritingRoutes(app: FastifyInstance): void {
  lifeRoutes(app)
  app.post('/life/forms', { config: { destructive: true } }, async () => 'Done')
}

export function rewritingRules(console: string): string {
  return `${lifeRules(console)}  - id: forms
    console: Acme Admin
    match: { method: POST, url: "${console}/life/forms" }
    summary: "Send the form"
    approvers: { when: "'platform-leads' in approver.groups" }
`
}

// What follows runs in the page.

export function writeAnew(html: string): void {
  document.open()
  document.write(`<!doctype html><title>Anew</title>${html}`)
  document.close()
}

/** The page does not wait for it; `window.heard` is the status that it heard of in the end. */
export function remove(name: string): void {
  const heard = fetch(`/life/things/${name}`, { method: 'DELETE' }).then(({ status }) => status)
  Object.assign(window, { heard })
}

/** In a window that is opened empty and written at once. */
export function removeElsewhere(name: string): void {
  const opened = window.open('about:blank')
  if (opened === null) throw new Error('No window opened.')
  opened.document.write('<!doctype html><title>Made</title>')
  opened.document.close()
  const heard = ({ status }: Response) => {
    opened.document.title = `Heard ${status}`
  }
  void opened.fetch(`/life/things/${name}`, { method: 'DELETE' }).then(heard)
}
