import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { authenticate } from '../identity/authenticate.ts'
import type { Session } from '../identity/session-token.ts'
import { Refusal } from '../refusal.ts'
import type { Relay } from '../relay.ts'

/** Proxies and phones drop connections that are silent for a minute. */
const heartbeat = 25_000

/** `GET /v1/events`: an SSE stream that clients read with fetch, so that the session's headers can go with it. */
export function streamRoute(app: FastifyInstance, relay: Relay): () => void {
  const open = new Set<{ session: Session; end: () => void; write: (text: string) => void }>()
  const beat = setInterval(() => {
    for (const stream of open) stream.write(':\n\n')
  }, heartbeat)

  const endOver = () => {
    for (const { session, end } of open) if (relay.ended.has(session) || relay.revoked.has(session.jkt)) end()
  }
  const forget = [relay.ended.listen(endOver), relay.revoked.listen(endOver)]

  app.route({
    method: 'GET',
    url: '/v1/events',
    schema: {
      operationId: 'events',
      summary: 'Changes of every request that I may read, as server-sent events',
      security: [{ dpop: [] }],
      querystring: Type.Object(
        { after: Type.Optional(Type.String({ pattern: '^\\d{1,19}\\.\\d{1,19}$' })) },
        { additionalProperties: false },
      ),
    },
    handler: async (http, reply) => {
      const session = await authenticate(relay, http)
      // Checked against the schema above.
      const { after } = http.query as { readonly after?: string }
      // It may have been ended in the moment since; from here to where it is known as open nothing is waited for.
      if (relay.ended.has(session)) throw new Refusal('session_ended')
      if (relay.revoked.has(session.jkt)) throw new Refusal('device_revoked')
      reply.hijack()
      const { raw } = reply
      raw.writeHead(200, {
        // Those of the app's own origin among them, which were set when the call came in.
        ...(reply.getHeaders() as Record<string, string>),
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
        'dpop-nonce': relay.nonces.current(),
      })
      const stream = { session, end: () => raw.end(), write: (text: string) => raw.write(text) }
      open.add(stream)
      const over = setTimeout(stream.end, session.expires - relay.now())
      const stop = relay.hub.listen(session.person, after, (event, cursor) => {
        raw.write(`id: ${cursor}\ndata: ${JSON.stringify(event)}\n\n`)
      })
      raw.once('close', () => {
        open.delete(stream)
        clearTimeout(over)
        void stop.then((end) => end())
      })
    },
  })

  return () => {
    clearInterval(beat)
    for (const stop of forget) stop()
    for (const stream of open) stream.end()
  }
}
