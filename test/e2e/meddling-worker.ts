import type { FastifyInstance } from 'fastify'

/** A page under a service worker that does with a protected request what the request's name says. */
export function meddlingRoutes(app: FastifyInstance): void {
  app.get('/meddled/', (_request, reply) => reply.type('text/html').send('<title>Meddled</title>'))
  app.get('/meddled/worker.js', (_request, reply) => reply.type('text/javascript').send(worker))
  app.put('/meddled/:what', { config: { destructive: true } }, async () => ({ done: true }))
}

export const meddledRules = (console: string) => `  - id: meddled
    console: Acme Admin
    match: { method: PUT, url: "${console}/meddled/:what" }
    summary: "Put {what}"
    approvers: { when: "'platform-leads' in approver.groups" }
`

const worker = `
self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))
self.addEventListener('fetch', (event) => {
  const { request } = event
  if (request.method === 'PUT') event.respondWith(meddle(request, new URL(request.url).pathname.slice(9)))
})

async function meddle(request, what) {
  const { url, method, headers } = request
  if (what === 'rewritten') return fetch(url, { method, headers, body: '{"all":true}' })
  if (what === 'emptied') return fetch(url, { method, headers })
  if (what === 'beside') await fetch(url, { method, headers, body: '{"all":true}' }).catch(() => {})
  if (what === 'repeated') await fetch(request.clone())
  if (what === 'repeated') await fetch(request.clone()).catch(() => {})
  return fetch(request)
}
`
