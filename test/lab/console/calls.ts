import type { FastifyInstance, FastifyRequest } from 'fastify'

/** One request that reached a destructive endpoint, whatever became of it. */
export interface Call {
  /** When its head arrived, milliseconds since the epoch. */
  readonly at: number
  readonly method: string
  /** Path and query, undecoded, as they came. */
  readonly path: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly origin: string | undefined
  readonly referer: string | undefined
  /** Whether a cookie of that name came with it; whether it is good shows in `status`. */
  readonly sessionCookie: boolean
  /** The body's bytes; empty until it has arrived. */
  readonly body: Buffer
  /** What was answered; absent until then. */
  readonly status?: number
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route deletes or changes something that doesn't come back: its calls are recorded. */
    destructive?: boolean
  }
}

/**
 * Records every request to a route marked `destructive`, from the moment its head arrives: before its body is read and
 * before anything can refuse it. So an empty list means that nothing came.
 */
export function recordCalls(app: FastifyInstance, calls: Call[], cookieName: string): void {
  const positions = new WeakMap<FastifyRequest, Call>()

  const change = (request: FastifyRequest, part: Partial<Call>): void => {
    const call = positions.get(request)
    // A reset in the middle of a request has emptied the list; the request stays forgotten.
    if (call !== undefined) Object.assign(call, part)
  }

  app.addHook('onRequest', async (request) => {
    if (request.routeOptions.config.destructive !== true) return
    const call = callOf(request, cookieName)
    positions.set(request, call)
    calls.push(call)
  })
  app.addHook('preValidation', async (request) => {
    if (Buffer.isBuffer(request.body)) change(request, { body: request.body })
  })
  // Before the answer leaves, so that whoever has the answer finds its status here.
  app.addHook('onSend', async (request, reply, payload) => {
    change(request, { status: reply.statusCode })
    return payload
  })
}

function callOf(request: FastifyRequest, cookieName: string): Call {
  const { headers } = request
  return {
    at: Date.now(),
    method: request.method,
    path: request.url,
    headers: { ...headers },
    origin: headers.origin,
    referer: headers.referer,
    sessionCookie: (headers.cookie ?? '').split('; ').some((pair) => pair.startsWith(`${cookieName}=`)),
    body: Buffer.alloc(0),
  }
}
