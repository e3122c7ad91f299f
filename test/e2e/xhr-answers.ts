import { gzipSync } from 'node:zlib'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/**
 * The same answers twice: under `/open/`, which no rule protects, and under `/held/`, which one does. What a page sees
 * of the one must be what it sees of the other. Calls to both are recorded.
 */
export function answerRoutes(app: FastifyInstance): void {
  for (const base of ['/open', '/held']) {
    app.route<Named>({
      method: ['POST', 'DELETE'],
      url: `${base}/:name`,
      config: { destructive: true },
      handler: (request, reply) => {
        const { name } = request.params
        if (name === 'broken') return breakOff(reply)
        if (name === 'silent') return reply.hijack()
        if (name === 'refused') return request.raw.destroy()
        if (name === 'moved') return reply.redirect(`${base}-moved#part`, 303)
        if (name === 'echo') return reply.send(echo(request))
        const answer = answers[name]
        if (answer === undefined) return reply.code(404).type('text/plain').send('Nothing here.')
        return reply
          .code(answer.status ?? 200)
          .headers(answer.headers)
          .send(answer.body)
      },
    })
    app.get(`${base}-moved`, (_request, reply) => reply.type('text/plain').send('Moved here.'))
  }
}

/** Protects what lies under `/held/`. */
export function answerRules(console: string): string {
  return ['POST', 'DELETE']
    .map(
      (method) => `  - id: held-${method.toLowerCase()}
    console: Acme Admin
    match: { method: ${method}, url: "${console}/held/:name" }
    summary: "Try {name}"
    approvers: { when: "'platform-leads' in approver.groups" }
`,
    )
    .join('')
}

type Named = { readonly Params: { readonly name: string } }
type Answer = {
  readonly status?: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Buffer | undefined
}

const long = 'On and on. '.repeat(40_000)

const answers: Readonly<Record<string, Answer>> = {
  json: { headers: { 'content-type': 'application/json', 'X-Total': '3', 'x-a': 'b' }, body: '{"deleted":"u-1"}' },
  'bad-json': { headers: { 'content-type': 'application/json' }, body: '{"deleted":' },
  text: {
    headers: { 'content-type': 'text/plain; charset=iso-8859-1' },
    body: Buffer.from('caf\xe9 cr\xe8me', 'latin1'),
  },
  marked: { headers: { 'content-type': 'text/plain; charset=iso-8859-1' }, body: '\ufeffcafé' },
  html: { headers: { 'content-type': 'text/html; charset=utf-8' }, body: '<!doctype html><title>é</title><p>Gone.' },
  'html-meta': {
    headers: { 'content-type': 'text/html' },
    body: Buffer.from('<!doctype html><meta charset="iso-8859-1"><p>caf\xe9', 'latin1'),
  },
  xml: { headers: { 'content-type': 'application/xml' }, body: '<?xml version="1.0"?><gone><user>é</user></gone>' },
  'bad-xml': { headers: { 'content-type': 'application/xml' }, body: '<gone><user></gone>' },
  'xml-latin': {
    headers: { 'content-type': 'text/xml' },
    body: Buffer.from('<?xml version="1.0" encoding="iso-8859-1"?><a>caf\xe9</a>', 'latin1'),
  },
  bytes: { headers: { 'content-type': 'application/octet-stream' }, body: Buffer.from([0, 1, 2, 254, 255]) },
  untyped: { headers: {}, body: Buffer.from('plain') },
  none: { status: 204, headers: {}, body: undefined },
  empty: { headers: { 'content-type': 'text/plain' }, body: '' },
  invalid: { status: 422, headers: { 'content-type': 'application/json' }, body: '{"error":"No."}' },
  fault: { status: 500, headers: { 'content-type': 'text/plain' }, body: 'Broken.' },
  long: { headers: { 'content-type': 'text/plain' }, body: long },
  packed: { headers: { 'content-type': 'text/plain', 'content-encoding': 'gzip' }, body: gzipSync(long) },
}

/** What came, so that a difference in sending shows in the answer. */
function echo(request: FastifyRequest): unknown {
  const { host: _, 'content-length': length, 'content-type': type, ...headers } = request.headers
  const body = Buffer.isBuffer(request.body) ? request.body.toString('latin1') : ''
  // The browser makes up another boundary each time.
  const boundary = /boundary=(\S+)/.exec(type ?? '')?.[1] ?? /^--(\S+)/.exec(body)?.[1]
  const plain = (text: string) => (boundary === undefined ? text : text.replaceAll(boundary, 'boundary'))
  return { method: request.method, length, type: plain(type ?? 'none'), headers, body: plain(body) }
}

/** An answer that promises more than it gives. */
function breakOff(reply: FastifyReply): void {
  reply.hijack()
  reply.raw.writeHead(200, { 'content-type': 'text/plain', 'content-length': 100_000 })
  reply.raw.write('x'.repeat(70_000), () => reply.raw.destroy())
}
