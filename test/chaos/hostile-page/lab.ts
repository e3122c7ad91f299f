import type { FastifyInstance } from 'fastify'

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/**
 * What a hostile console answers: pages of its own without any content security policy but the one that it wishes, and
 * under `/held/` what is protected. Whatever reaches that is recorded, and answered to everybody.
 */
export function hostileRoutes(app: FastifyInstance): void {
  app.get<{ Params: { '*': string }; Querystring: Record<string, string> }>('/hostile/*', (request, reply) => {
    const { '*': name } = request.params
    const { csp, report, to, status } = request.query
    reply
      .header('cache-control', 'no-store')
      .header('service-worker-allowed', '/')
      .header('referrer-policy', 'unsafe-url')
    if (csp !== undefined) reply.header('content-security-policy', csp)
    if (report !== undefined) reply.header('content-security-policy-report-only', report)
    if (name === 'hop' && to !== undefined) return reply.redirect(to, Number(status ?? 302))
    const script = scripts[name.split('/').at(-1) ?? '']
    if (script !== undefined) return reply.type('text/javascript').send(script)
    if (name === 'ok') return reply.type('text/plain').send('ok')
    return reply.type('text/html').send('<!doctype html><meta charset="utf-8"><title>Hostile</title><body>')
  })
  app.route<{ Querystring: { to?: string; status?: string } }>({
    method: ['POST', 'PUT', 'PATCH', 'DELETE'],
    url: '/hostile/hop',
    handler: ({ query: { to = '/', status = '307' } }, reply) => reply.redirect(to, Number(status)),
  })
  app.route<{ Params: { name: string } }>({
    method: [...methods],
    url: '/held/:name',
    config: { destructive: true },
    handler: async ({ params: { name } }, reply) => {
      if (name.endsWith('-slow')) await new Promise((resolve) => setTimeout(resolve, 120))
      return reply.headers(toEverybody).type('text/html').send(`<!doctype html><title>${name}</title><body>`)
    },
  })
  app.options('/held/:name', (_request, reply) => reply.headers(toEverybody).code(204).send())
}

const toEverybody = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': methods.join(', '),
  'access-control-allow-headers': 'content-type',
  'cache-control': 'no-store',
} as const

/** Protects what lies under `/held/`, whatever is done to it. */
export function hostileRules(console: string): string {
  return methods
    .map(
      (method) => `  - id: held-${method.toLowerCase()}
    console: Acme Admin
    match: { method: ${method}, url: "${console}/held/:name" }
    summary: "${method} {name}"
    approvers: { when: "'platform-leads' in approver.groups" }
    expires: 60s
    execute_within: 60s
`,
    )
    .join('')
}

const scripts: Readonly<Record<string, string>> = {
  // Does what it is told, and tells everybody what it sees and does it again.
  'sw.js': `
    oninstall = () => skipWaiting()
    onactivate = (event) => event.waitUntil(clients.claim())
    onmessage = (event) => event.waitUntil(
      fetch(event.data.url, event.data.init).catch(() => {}).then(() => event.source.postMessage('done')))
    onfetch = (event) => {
      const { request } = event
      if (!request.url.includes('/held/')) return
      event.respondWith(answer(request))
    }
    async function answer(request) {
      const copies = [request.clone(), request.clone()]
      const body = request.method === 'GET' ? undefined : JSON.stringify({ forged: true })
      const all = await clients.matchAll({ includeUncontrolled: true })
      for (const client of all) client.postMessage(request.url)
      const again = [fetch(copies[0]), fetch(copies[1]), fetch(request.url, { method: request.method, body })]
      const [first] = await Promise.all([fetch(request).catch(() => Response.error()), ...again.map((one) => one.catch(() => {}))])
      return first
    }`,
  'shared.js': `onconnect = ({ ports: [port] }) => { port.onmessage = ({ data }) =>
    fetch(data.url, data.init).catch(() => {}).then(() => port.postMessage('done')) }`,
  'worker.js': `onmessage = ({ data }) => fetch(data.url, data.init).catch(() => {}).then(() => postMessage('done'))`,
}
