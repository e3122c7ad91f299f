import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Observed } from '../observed.ts'
import type { Faults } from './faults.ts'
import type { Mailboxes } from './mailbox.ts'
import { readMessageHeaders, type Urgency } from './message-headers.ts'
import type { Registrations } from './registration.ts'
import { judgeVapid } from './vapid.ts'

/** A message answered with 201. Times are milliseconds since the epoch. */
export type AcceptedMessage = {
  readonly id: string
  readonly token: string
  readonly endpoint: string
  readonly accepted: number
  /** Seconds. */
  readonly ttl: number
  readonly topic: string | undefined
  readonly urgency: Urgency
  /** Bytes of the encrypted body. */
  readonly size: number
}

/** A message not accepted: what the sender was told. */
export type RefusedMessage = { readonly at: number; readonly status: number; readonly reason: string }

export type EndpointParts = {
  readonly faults: Faults
  readonly registrations: Registrations
  readonly mailboxes: Mailboxes
  readonly messages: Observed<AcceptedMessage>
  readonly refusals: Observed<RefusedMessage>
}

/** The application server's side of Web Push: `POST /fcm/send/TOKEN` by RFC 8030, RFC 8188 and RFC 8292. */
export async function answerPush(parts: EndpointParts, request: IncomingMessage, response: ServerResponse) {
  const answer = await judge(parts, request)
  if (answer.kind === 'refused') {
    parts.refusals.record({ at: Date.now(), status: answer.status, reason: answer.reason })
    // A body that was not read to its end can't be followed by another request.
    if (!request.complete) response.setHeader('connection', 'close')
    if (answer.retryAfter !== undefined) response.setHeader('retry-after', answer.retryAfter)
    response.writeHead(answer.status, { 'content-type': 'text/plain' }).end(`${answer.reason}\n`)
    return
  }
  const { message } = answer
  parts.messages.record(message)
  response
    .writeHead(201, { location: new URL(`/message/${message.id}`, message.endpoint).href, ttl: message.ttl })
    .end()
}

const MAX_BODY = 4096

type Answer =
  | { readonly kind: 'accepted'; readonly message: AcceptedMessage }
  | { readonly kind: 'refused'; readonly status: number; readonly reason: string; readonly retryAfter?: number }

async function judge(parts: EndpointParts, request: IncomingMessage): Promise<Answer> {
  const body = await readBody(request)
  const fault = parts.faults.take()
  if (fault !== undefined) return { kind: 'refused', reason: 'fault asked for by the test', ...fault }
  const origin = `https://${request.headers.host ?? ''}`
  const token = /^\/(?:fcm\/send|wp)\/([^/?]+)$/.exec(request.url ?? '')?.[1]
  if (token === undefined) return refused(404, 'no such resource')
  if (request.method !== 'POST') return refused(405, 'a push resource takes POST')
  if (body === 'too large') return refused(413, `the body is over ${MAX_BODY} bytes`)
  const headers = readMessageHeaders(request.headers)
  if (headers.kind === 'bad') return refused(400, headers.reason)
  const found = parts.registrations.find(token)
  if (found.kind === 'unknown') return refused(404, 'no such subscription')
  if (found.kind === 'unsubscribed') return refused(410, 'the subscription has ended')
  const vapid = await judgeVapid(request.headers.authorization, origin, found.registration.sender)
  if (vapid.kind === 'refused') return vapid
  const { ttl, topic, urgency } = headers
  const id = randomUUID()
  const accepted = Date.now()
  parts.mailboxes.put({ id, token, registration: found.registration, body, topic, ttl, accepted })
  const endpoint = `${origin}${request.url}`
  return { kind: 'accepted', message: { id, token, endpoint, accepted, ttl, topic, urgency, size: body.length } }
}

function refused(status: number, reason: string): Answer {
  return { kind: 'refused', status, reason }
}

async function readBody(request: IncomingMessage): Promise<Uint8Array | 'too large'> {
  const chunks: Buffer[] = []
  let size = 0
  // Not destroyed when left early: the answer still has to go out.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    // An IncomingMessage without an encoding yields buffers.
    const bytes = chunk as Buffer
    size += bytes.length
    if (size > MAX_BODY) return 'too large'
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}
