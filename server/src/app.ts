import { requestPages } from '@countersign/shared/app'
import { parseStrictJson } from '@countersign/shared/protocol'
import fastifyCors from '@fastify/cors'
import fastifySwagger from '@fastify/swagger'
import Fastify, { type FastifyBaseLogger, type FastifyError, type FastifyInstance, LogController } from 'fastify'
import { coverageRoutes } from './coverage/routes.ts'
import { decisionRoutes } from './decisions/routes.ts'
import { deviceRoutes } from './devices/routes.ts'
import { emergencyRoutes } from './emergencies/routes.ts'
import { backChannelLogoutRoute } from './identity/ended/back-channel-logout.ts'
import { securityEventsRoute } from './identity/ended/security-events.ts'
import { monitorRoutes } from './monitor/routes.ts'
import { notifyRoutes } from './notify/routes.ts'
import { streamRoute } from './notify/stream.ts'
import { servePhoneApp } from './phone-app/serve.ts'
import { policyRoutes } from './policy/routes.ts'
import { sourceSchema } from './policy/source-schema.ts'
import { problemOf, Refusal } from './refusal.ts'
import type { Relay } from './relay.ts'
import { requestRoutes } from './requests/routes.ts'
import { reviewRoutes } from './reviews/routes.ts'
import { makeRegister } from './route.ts'
import { sessionRoutes } from './sessions/routes.ts'

/** Composes the relay: every route of the API, problem responses, OpenAPI, the phone app. */
export async function buildApp(relay: Relay, log: FastifyBaseLogger): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    // Nothing is dropped or converted silently: what does not fit is refused.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: false } },
  })
  app.setSerializerCompiler(() => JSON.stringify)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_, body, done) => {
    try {
      done(null, parseStrictJson(Buffer.from(body)))
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)))
    }
  })
  // The callback's address has a code in it: no page of this host tells another host where one came from.
  app.addHook('onRequest', async (_, reply) => void reply.header('referrer-policy', 'no-referrer'))
  answerWithProblems(app, relay)
  await allowOwnApp(app, relay)
  await app.register(fastifySwagger, openapi(relay.config.publicUrl))
  await app.register(async (api) => {
    const register = makeRegister(api, relay)
    for (const routes of [
      policyRoutes,
      sessionRoutes,
      requestRoutes,
      decisionRoutes,
      reviewRoutes,
      emergencyRoutes,
      deviceRoutes,
      notifyRoutes,
      coverageRoutes,
      monitorRoutes,
    ]) {
      routes(register)
    }
    await backChannelLogoutRoute(api, relay)
    await securityEventsRoute(api, relay)
    const endStreams = streamRoute(api, relay)
    api.addHook('preClose', async () => endStreams())
  })
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger())
  app.get('/policy.schema.json', { schema: { hide: true } }, () => sourceSchema())
  app.get('/healthz', { schema: { hide: true } }, async () => {
    await relay.db`SELECT 1`
    return { ok: true, policy: policyHealth(relay) }
  })
  if (relay.config.appDirectory !== undefined) await servePhoneApp(app, relay, relay.config.appDirectory)
  else leadToApp(app, relay)
  return app
}

/** What is wrong with a refused file stands in the log: this is for everybody. */
function policyHealth({ policies, policyFile }: Relay) {
  const { version } = policies.current().policy
  const refused = policyFile.refusedSince()
  return { version, ...(refused === undefined ? {} : { file_refused_since: refused }) }
}

/** The phone app on an origin of its own may call this relay; pages of any other origin may not. */
async function allowOwnApp(app: FastifyInstance, { config }: Relay): Promise<void> {
  if (config.appOrigin === config.publicUrl) return
  await app.register(fastifyCors, {
    origin: config.appOrigin,
    methods: ['GET', 'POST', 'DELETE'],
    allowedHeaders: ['authorization', 'content-type', 'dpop'],
    exposedHeaders: ['dpop-nonce', 'www-authenticate'],
    maxAge: 600,
  })
}

/** A browser knows the relay, and not where the app is: a request's page is found by way of this one. */
function leadToApp(app: FastifyInstance, { config }: Relay): void {
  if (config.appOrigin === config.publicUrl) return
  app.get<{ Params: { id: string } }>(`${requestPages}:id`, { schema: { hide: true } }, ({ params }, reply) =>
    reply.redirect(`${config.appOrigin}${requestPages}${encodeURIComponent(params.id)}`),
  )
}

/** Every refusal is `application/problem+json` (RFC 9457), and every one carries the nonce for the next try. */
function answerWithProblems(app: FastifyInstance, relay: Relay): void {
  app.setErrorHandler((error: FastifyError, http, reply) => {
    const problem = problemOf(asRefusal(error)) ?? problemOf(new Refusal('internal', { cause: error }))
    if (problem === undefined) throw error
    if (problem.code === 'internal')
      relay.log.error({ err: error, method: http.method, route: http.routeOptions.url }, 'a call failed')
    reply.header('dpop-nonce', relay.nonces.current())
    if (problem.status === 401) reply.header('www-authenticate', challengeOf(problem.code))
    return reply.code(problem.status).type('application/problem+json').send(problem)
  })
  app.setNotFoundHandler((_, reply) => {
    const problem = problemOf(new Refusal('not_found'))
    return reply.code(404).type('application/problem+json').send(problem)
  })
}

/** RFC 9449 §7.1 and §8. */
function challengeOf(code: string): string {
  if (code === 'session_required') return 'DPoP algs="ES256"'
  if (code === 'session_proof_nonce') return 'DPoP error="use_dpop_nonce", algs="ES256"'
  if (code === 'session_proof_invalid') return 'DPoP error="invalid_dpop_proof", algs="ES256"'
  return 'DPoP error="invalid_token", algs="ES256"'
}

/** What Fastify itself refuses, in our codes. */
function asRefusal(error: FastifyError): unknown {
  if (error.validation !== undefined) return new Refusal('malformed', { pointer: pointerOf(error) })
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new Refusal('too_large')
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new Refusal('media_type')
  if (error.code?.startsWith('FST_ERR_CTP')) return new Refusal('malformed')
  return error
}

/** RFC 6901 pointer to the field that is wrong, behind the part of the call that it stands in. */
function pointerOf({ validation, validationContext }: FastifyError): string {
  const first = validation?.[0]
  const inside = first?.instancePath ?? ''
  const named = first?.params['additionalProperty'] ?? first?.params['missingProperty']
  const pointer = typeof named === 'string' ? `${inside}/${named}` : inside
  return validationContext === 'body' || validationContext === undefined ? pointer : `/${validationContext}${pointer}`
}

function openapi(url: string) {
  return {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Countersign relay', version: '1', license: { name: 'Apache-2.0' } },
      servers: [{ url }],
      components: {
        securitySchemes: {
          dpop: {
            type: 'http' as const,
            scheme: 'DPoP',
            description: 'RFC 9449: a session token and a proof of its key.',
          },
        },
      },
    },
  }
}
