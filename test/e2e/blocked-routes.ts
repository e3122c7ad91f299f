import type { FastifyInstance } from 'fastify'

/** A console in which some addresses delete when they are merely opened, and whose pages send in every way. */
export function blockedRoutes(app: FastifyInstance): void {
  const destructive = { config: { destructive: true } }
  app.get('/danger/:name', destructive, (_request, reply) =>
    reply.type('text/html').send('<!doctype html><title>Gone</title><h1>Gone</h1>'),
  )
  app.post('/danger/:name', destructive, (_request, reply) => reply.code(204).send())
  app.post('/mixed', destructive, (_request, reply) => reply.code(204).send())
  app.post('/other//thing', destructive, (_request, reply) => reply.code(204).send())
  app.get('/other//page', (_request, reply) =>
    reply.type('text/html').send('<!doctype html><title>Other</title><h1>Other</h1>'),
  )
  app.get('/ways', (_request, reply) => reply.type('text/html').send(ways))
  app.get('/ways-frame', (_request, reply) => reply.type('text/html').send(frame))
  app.get('/ways-around', (_request, reply) => reply.type('text/html').send(around))
  app.get('/ways-worker.js', (_request, reply) => reply.type('text/javascript').send(worker))
}

/** Protects what lies under `/danger/`, opened or posted, and some of what is posted to `/mixed`. */
export function blockedRules(console: string): string {
  const mixed = `  - id: danger-mixed
    console: Danger
    match: { method: POST, url: "${console}/mixed", body: { form: { act: delete } } }
    summary: "Clear all"
    approvers: { when: "'platform-leads' in approver.groups" }
`
  const whole = ['GET', 'POST']
    .map(
      (method) => `  - id: danger-${method.toLowerCase()}
    console: Danger
    match: { method: ${method}, url: "${console}/danger/:name{\\\\?*}?" }
    summary: "Clear {name}"
    approvers: { when: "'platform-leads' in approver.groups" }
`,
    )
    .join('')
  return whole + mixed
}

const ways = `<!doctype html><title>Ways</title>
<a id="link" href="/danger/link?why=a%20b">Clear</a>
<a id="ping" href="#here" ping="/danger/ping">Here</a>
<form action="/danger/form?dropped=1"><input name="why" value="a b"><button>Clear</button></form>`

const frame = `<!doctype html><script>
addEventListener('message', ({ data }) => 
  fetch(data, { method: 'POST', mode: 'no-cors' }).then(() => 'sent', String).then((end) => parent.postMessage(end, '*')))
parent.postMessage('ready', '*')
</script>`

/** A page of any site around one of the console's: its address is in the query. */
const around = `<!doctype html><title>Around</title><iframe></iframe><script>
document.querySelector('iframe').src = decodeURIComponent(location.search.slice(1))
</script>`

const worker = `const go = ({ data }) => fetch(data, { method: 'POST' }).catch(() => {})
addEventListener('message', go)
addEventListener('activate', (event) => event.waitUntil(clients.claim()))
addEventListener('connect', ({ ports: [port] }) => { port.onmessage = go })`
