import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { DemoOrigins } from '../lab/policy/demo-policy.ts'

// What the console answers besides for the matrix: protected endpoints for every method, and the pages to send from.

/** The name under which the console is no secure context; every browser of the matrix finds it on loopback. */
export const plainHost = 'console.example'

const methods = ['DELETE', 'POST', 'PUT', 'GET'] as const

/** Rules for the endpoints: `short` ones expire as soon as a policy can say. */
export function siteRules({ console: origin, consoleApi }: DemoOrigins): string {
  const plain = `http://${plainHost}:${new URL(origin).port}`
  const places = [
    ['console', origin],
    ['plain', plain],
    ['api', consoleApi],
  ] as const
  const rules = places.flatMap(([place, at]) =>
    (['run', 'short'] as const).flatMap((kind) =>
      methods.map((method) => {
        const id = `${place}-${kind}-${method.toLowerCase()}`
        return `  - id: ${id}
    console: Acme Admin
    match: { method: ${method}, url: "${at}/matrix/${kind}/:id" }
    summary: "${method} {id}"
    approvers: { when: "'platform-leads' in approver.groups" }
    expires: ${kind === 'short' ? '5s' : '120s'}
`
      }),
    ),
  )
  return rules.join('')
}

/** Routes of the console's own origin. */
export function siteRoutes(app: FastifyInstance): void {
  endpoints(app)
  const html = (reply: FastifyReply, body: string, headers: Readonly<Record<string, string>> = {}) =>
    reply.headers({ 'content-type': 'text/html; charset=utf-8', ...headers }).send(page(body))
  const script = (reply: FastifyReply, body: string) => reply.type('text/javascript').send(body)

  app.get('/matrix/page', (_, reply) => html(reply, ''))
  app.get('/matrix/strict-page', (_, reply) => html(reply, '', strictPolicy))
  app.get('/matrix/passing/page', (_, reply) => html(reply, controlled('/matrix/passing/worker.js')))
  app.get('/matrix/passing/worker.js', (_, reply) => script(reply, passing))
  app.get('/matrix/plain-worker.js', (_, reply) => script(reply, takeControl))
  app.get('/matrix/frame', (_, reply) => html(reply, ''))
  app.get('/matrix/sender.js', (_, reply) => script(reply, sender))
  app.get('/matrix/empty', (_, reply) => html(reply, ''))
  app.all('/matrix/hop/:status/:kind/:id', (request, reply) => {
    const { status, kind, id } = request.params as { status: string; kind: string; id: string }
    return reply.redirect(`/matrix/${kind}/${id}`, Number(status))
  })
}

/** The protected endpoints, on whatever origin. Everything that reaches one is recorded. */
export function endpoints(app: FastifyInstance): void {
  for (const kind of ['run', 'short']) {
    app.route({
      method: [...methods],
      url: `/matrix/${kind}/:id`,
      config: { destructive: true },
      exposeHeadRoute: false,
      handler: answer,
    })
  }
}

/** What a server says when it has done something: a page to a page. */
export async function answer({ headers }: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  return headers.accept?.includes('text/html') === true
    ? reply.type('text/html; charset=utf-8').send(page('It ran.'))
    : reply.send({ ran: true })
}

const strictPolicy = {
  'content-security-policy':
    "default-src 'none'; connect-src 'self'; form-action 'self'; frame-src 'none'; require-trusted-types-for 'script'",
}

export function page(body: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Matrix</title><body>${body}</body></html>`
}

/** A page that says in `data-controlled` when its worker has taken it over. */
function controlled(worker: string): string {
  return `<script>
  const say = () => { document.documentElement.dataset.controlled = 'yes' }
  if (navigator.serviceWorker.controller) say()
  else navigator.serviceWorker.addEventListener('controllerchange', say)
  navigator.serviceWorker.register(${JSON.stringify(worker)})
</script>`
}

const takeControl = `
addEventListener('install', () => skipWaiting())
addEventListener('activate', (event) => event.waitUntil(clients.claim()))
`

/** A worker that fetches whatever passes, and sends on its own what it is told to. */
const passing = `${takeControl}
addEventListener('fetch', (event) => event.respondWith(fetch(event.request)))
addEventListener('message', ({ data, ports }) => {
  fetch(data.url, { method: data.method }).then(() => 'answered', () => 'failed').then((heard) => ports[0].postMessage(heard))
})
`

/** A dedicated or shared worker that sends what it is told to. */
const sender = `
const send = (port) => ({ data: { url, method, way } }) => {
  const say = (heard) => port.postMessage(heard)
  if (way === 'sync') {
    const xhr = new XMLHttpRequest()
    xhr.open(method, url, false)
    try { xhr.send(); say(xhr.status === 0 ? 'failed' : 'answered') } catch { say('failed') }
  } else if (way === 'xhr') {
    const xhr = new XMLHttpRequest()
    xhr.open(method, url)
    xhr.onload = () => say('answered')
    xhr.onerror = () => say('failed')
    xhr.send()
  } else fetch(url, { method }).then(() => say('answered'), () => say('failed'))
}
if ('onconnect' in self) onconnect = ({ ports: [port] }) => { port.onmessage = send(port) }
else onmessage = send(self)
`
