import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Sessions } from './session.ts'

/**
 * A `preHandler` for script requests: session cookie and the session's token in `X-CSRF-Token`. Without either the
 * answer is 403, so a copy of the request sent from elsewhere fails.
 */
export function requireCsrfHeader(sessions: Sessions) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const session = sessions.of(request)
    if (session === undefined) return reply.code(403).send({ error: 'Your session has ended. Reload the page.' })
    if (request.headers['x-csrf-token'] === session.csrf) return undefined
    return reply.code(403).send({ error: 'This page is out of date. Reload it.' })
  }
}

/** A `preHandler` for the project API: the bearer token of some session. */
export function requireBearer(sessions: Sessions) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const [scheme, token = ''] = (request.headers.authorization ?? '').split(' ')
    if (scheme === 'Bearer' && sessions.hasBearer(token)) return undefined
    return reply
      .code(401)
      .header('www-authenticate', 'Bearer')
      .send({ error: 'Your session has ended. Reload the page.' })
  }
}
