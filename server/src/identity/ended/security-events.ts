import { createHash, timingSafeEqual } from 'node:crypto'
import {
  demand,
  type ErrorCode,
  IssuerUnreachable,
  ProtocolError,
  parseCompact,
  revokedBy,
  verifySecurityEvent,
} from '@countersign/shared/protocol'
import type { FastifyError, FastifyInstance } from 'fastify'
import Type from 'typebox'
import { Refusal } from '../../refusal.ts'
import type { Relay } from '../../relay.ts'
import { endSessions } from './end-sessions.ts'
import { revokedEnd } from './revoked-end.ts'
import type { KnownTransmitter } from './transmitters.ts'

/** Characters; an event has a handful of claims. */
const bodyLimit = 65_536

/**
 * `POST /v1/security-events`: a transmitter of security events pushes one (RFC 8935). Of all types `session-revoked`
 * (CAEP) does something here; every other is acknowledged, so that it is not sent again.
 */
export async function securityEventsRoute(app: FastifyInstance, relay: Relay): Promise<void> {
  if (relay.transmitters.length === 0) return
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('application/secevent+jwt', { parseAs: 'string', bodyLimit }, (_, body, done) =>
      done(null, body),
    )
    scope.addHook('onRequest', async (_, reply) => void reply.header('cache-control', 'no-store'))
    scope.setErrorHandler((error: FastifyError, _, reply) => {
      const answer = answerTo(error)
      return reply.code(400).header('content-language', 'en').send(answer)
    })
    scope.route({
      method: 'POST',
      url: '/v1/security-events',
      schema: {
        operationId: 'securityEvent',
        summary: 'A transmitter says what happened at an identity provider (RFC 8935; CAEP session-revoked)',
        consumes: ['application/secevent+jwt'],
        body: Type.String(),
      },
      handler: async (http, reply) => {
        const known = relay.transmitters.filter((one) => isFrom(one, http.headers.authorization))
        if (known.length === 0) throw new TransmitterUnknown('Nobody is known by this Authorization header.')
        // Checked against the schema above.
        await take(relay, known, http.body as string)
        return reply.code(202).send()
      },
    })
  })
}

class TransmitterUnknown extends Error {
  override readonly name = 'TransmitterUnknown'
}

/** By their hashes: how long it takes says nothing of the secret. */
function isFrom({ authorization }: KnownTransmitter, header: string | undefined): boolean {
  const [given, expected] = [header ?? '', authorization].map((text) => createHash('sha256').update(text).digest())
  return given !== undefined && expected !== undefined && timingSafeEqual(given, expected)
}

async function take(relay: Relay, known: readonly KnownTransmitter[], token: string): Promise<void> {
  const { payload } = parseCompact(token)
  const from = known.find(({ issuer }) => issuer === payload['iss'])
  demand(from !== undefined, 'token_issuer_unknown')
  const keys = await relay.transmitterKeys.keysFor(token, { issuers: [from] })
  const event = await verifySecurityEvent(token, from, keys, relay.now())
  const revoked = revokedBy(event, from.subjectIssuer)
  const issuer = relay.policies.current().policy.issuers.find((candidate) => candidate.issuer === from.of)
  const about = revoked === undefined ? undefined : revokedEnd(revoked, issuer)
  if (about === undefined) {
    relay.log.info({ transmitter: from.issuer, types: Object.keys(event.events) }, 'an event ended no session')
    return
  }
  // One that comes again is answered as before (RFC 8935 §2).
  const { jti, issued } = event
  await endSessions(relay, { ...about, issuer: from.of, role: null, issued, sender: from.issuer, jti, token })
}

/**
 * RFC 8935 §2.3 and §2.4.
 *
 * @throws what is not the transmitter's doing: that is for the relay's own answers
 */
function answerTo(error: FastifyError): { readonly err: string; readonly description: string } {
  if (error instanceof TransmitterUnknown) return { err: 'authentication_failed', description: error.message }
  if (error instanceof IssuerUnreachable) throw new Refusal('issuer_unreachable', { cause: error })
  if (error instanceof ProtocolError) return { err: codes[error.code] ?? 'invalid_request', description: error.message }
  if (error.validation === undefined) throw error
  return { err: 'invalid_request', description: 'There must be one security event token.' }
}

const codes: Partial<Record<ErrorCode, string>> = {
  token_issuer_unknown: 'invalid_issuer',
  token_audience_mismatch: 'invalid_audience',
  token_alg_refused: 'invalid_key',
  token_key_unknown: 'invalid_key',
  token_key_ambiguous: 'invalid_key',
  token_signature_invalid: 'invalid_key',
  keys_malformed: 'invalid_key',
}
