import { type AnswerOf, type CallOf, type RouteName, routes } from '@countersign/shared/api'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import Type, { type TSchema } from 'typebox'
import { authenticate } from './identity/authenticate.ts'
import type { Session } from './identity/session-token.ts'
import type { Relay } from './relay.ts'

/** A call that has come through the door: its parts have the types that its route names. */
export type Call<Name extends RouteName> = CallOf<Name> & {
  readonly relay: Relay
  readonly session: (typeof routes)[Name]['session'] extends true ? Session : undefined
  readonly http: FastifyRequest
}

/** Adds one route of the API. Method, path, schemas and whether it needs a session stand in shared/api. */
export type Register = <Name extends RouteName>(
  name: Name,
  handler: (call: Call<Name>) => Promise<AnswerOf<Name>>,
) => void

/** A held body of 64 KiB in base64url, with request and proof around it. */
const longest = 160 * 1_024

/** What has happened is written down, however long: all that a browser could have released. */
const longestReport = 1_024 * 1_024

export function makeRegister(app: FastifyInstance, relay: Relay): Register {
  return (name, handler) => {
    const { method, path, ...shape } = routes[name]
    app.route({
      method,
      url: path,
      schema: schemaOf(name, shape),
      bodyLimit: name === 'reportEmergency' ? longestReport : longest,
      handler: async (http, reply) => {
        const session = shape.session ? await authenticate(relay, http) : undefined
        // Fastify has checked the parts against the schemas that CallOf is derived from.
        const call = { params: http.params, query: http.query, body: http.body, relay, session, http } as never
        const answer = await handler(call)
        reply.header('dpop-nonce', relay.nonces.current())
        if (answer !== null) return answer
        reply.statusCode = 204
        return reply.send()
      },
    })
  }
}

type Shape = { summary: string; session: boolean; params?: TSchema; query?: TSchema; body?: TSchema; answer: TSchema }

function schemaOf(name: RouteName, shape: Shape) {
  return {
    operationId: name,
    summary: shape.summary,
    security: shape.session ? [{ dpop: [] }] : [],
    ...(shape.params === undefined ? {} : { params: shape.params }),
    querystring: shape.query ?? Type.Object({}, { additionalProperties: false }),
    ...(shape.body === undefined ? {} : { body: shape.body }),
    response: { 200: shape.answer },
  }
}
