import { demand, IssuerUnreachable, ProtocolError, verifyLogoutToken } from '@countersign/shared/protocol'
import type { FastifyError, FastifyInstance } from 'fastify'
import Type, { type Static } from 'typebox'
import type { Relay } from '../../relay.ts'
import { endSessions } from './end-sessions.ts'

const Form = Type.Object({ logout_token: Type.String() }, { additionalProperties: false })

/** Characters; a logout token has a handful of claims. */
const bodyLimit = 16_384

/**
 * `POST /v1/back-channel-logout`: an identity provider says that somebody's sessions are over (OpenID Connect
 * Back-Channel Logout 1.0 §2.5). Nobody is signed in here: the token proves itself.
 */
export async function backChannelLogoutRoute(app: FastifyInstance, relay: Relay): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit }, (_, body, done) =>
      done(null, formOf(String(body))),
    )
    scope.addHook('onRequest', async (_, reply) => void reply.header('cache-control', 'no-store'))
    scope.setErrorHandler((error: FastifyError, _, reply) => reply.code(400).send(answerTo(error)))
    scope.route({
      method: 'POST',
      url: '/v1/back-channel-logout',
      schema: {
        operationId: 'backChannelLogout',
        summary: 'The identity provider ends sessions (OpenID Connect Back-Channel Logout 1.0)',
        consumes: ['application/x-www-form-urlencoded'],
        body: Form,
      },
      handler: async (http, reply) => {
        // Checked against the schema above.
        const { logout_token: token } = http.body as Static<typeof Form>
        await logOut(relay, token)
        return reply.code(200).send()
      },
    })
  })
}

/** What else a provider sends along counts for nothing (§2.5); one that is there twice is none. */
function formOf(body: string): object {
  const given = new URLSearchParams(body).getAll('logout_token')
  return given.length === 1 ? { logout_token: given[0] } : {}
}

async function logOut(relay: Relay, token: string): Promise<void> {
  const { policy } = relay.policies.current()
  const keys = await relay.keys.keysFor(token, policy)
  const { issuer, role, jti, issued, subject, sid } = await verifyLogoutToken(token, policy, keys, relay.now())
  const sender = issuer.issuer
  const about = { issuer: sender, role, subject: subject ?? null, sid: sid ?? null, email: null }
  demand(await endSessions(relay, { ...about, issued, sender, jti, token }), 'logout_repeated')
}

/**
 * §2.8: 400 for what is wrong with the call, and for what could not be done.
 *
 * @throws what is neither: that is for the relay's own answers
 */
function answerTo(error: FastifyError): { readonly error: string; readonly error_description: string } {
  if (error instanceof IssuerUnreachable) {
    return { error: 'temporarily_unavailable', error_description: 'Your keys cannot be fetched.' }
  }
  if (error instanceof ProtocolError) return { error: 'invalid_request', error_description: error.message }
  if (error.validation === undefined) throw error
  return { error: 'invalid_request', error_description: 'There must be one logout_token.' }
}
