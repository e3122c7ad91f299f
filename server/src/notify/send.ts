import { readFileSync } from 'node:fs'
import { Agent, type Dispatcher, ProxyAgent, request } from 'undici'
import webPush from 'web-push'
import type { Config } from '../config.ts'
import type { Vapid } from './vapid.ts'

export type Subscription = { readonly endpoint: string; readonly p256dh: string; readonly auth: string }
export type Message = { readonly payload: string; readonly topic: string; readonly ttl: number }

/** What the push service said. `sent` is not delivery: the service worker's own answer is. */
export type Sent =
  | { readonly kind: 'sent' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'later'; readonly after: number }
  | { readonly kind: 'refused'; readonly status: number }

/** Sends one message (RFC 8030, 8188, 8291) to one subscription. */
export type Send = (subscription: Subscription, message: Message) => Promise<Sent>

export function makeSend({ push }: Config, vapid: Vapid, now: () => number): Send {
  const dispatcher = makeDispatcher(push)
  const authorization = cachedAuthorization(push.contact, vapid, now)
  return async ({ endpoint, p256dh, auth }, { payload, topic, ttl }) => {
    const { headers, body } = webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, payload, {
      TTL: ttl,
      urgency: 'high',
      topic,
      headers: { Authorization: authorization(new URL(endpoint).origin) },
    })
    try {
      const answer = await request(endpoint, {
        method: 'POST',
        headers: plain(headers),
        body: body ?? null,
        dispatcher,
      })
      await answer.body.dump()
      return sentOf(answer.statusCode, answer.headers['retry-after'])
    } catch {
      // Nobody answered: the network or the service is down for now.
      return { kind: 'later', after: 2_000 }
    }
  }
}

function sentOf(status: number, retryAfter: string | string[] | undefined): Sent {
  if (status >= 200 && status < 300) return { kind: 'sent' }
  if (status === 404 || status === 410) return { kind: 'gone' }
  if (status === 429 || status >= 500) return { kind: 'later', after: Math.min(60, Number(retryAfter) || 2) * 1_000 }
  return { kind: 'refused', status }
}

function makeDispatcher({ proxy, extraCa }: Config['push']): Dispatcher {
  const tls = extraCa === undefined ? {} : { ca: readFileSync(extraCa) }
  if (proxy === undefined) return new Agent({ connect: tls, keepAliveTimeout: 60_000 })
  return new ProxyAgent({ uri: proxy, requestTls: tls, keepAliveTimeout: 60_000 })
}

/** Signing the VAPID header is two thirds of a message's cost, and it is good for hours at one push service. */
function cachedAuthorization(contact: string, vapid: Vapid, now: () => number): (origin: string) => string {
  const known = new Map<string, { readonly header: string; readonly until: number }>()
  return (origin) => {
    const cached = known.get(origin)
    if (cached !== undefined && cached.until > now()) return cached.header
    const expiry = Math.floor(now() / 1_000) + 12 * 3_600
    const { Authorization } = webPush.getVapidHeaders(
      origin,
      contact,
      vapid.publicKey,
      vapid.privateKey,
      'aes128gcm',
      expiry,
    )
    known.set(origin, { header: Authorization, until: now() + 6 * 3_600_000 })
    return Authorization
  }
}

/** web-push types its headers loosely; all of them are strings and numbers. */
function plain(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
}
