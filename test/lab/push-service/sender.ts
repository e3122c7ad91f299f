import { readFile } from 'node:fs/promises'
import { ProxyAgent, request } from 'undici'
import webPush from 'web-push'

type VapidKeys = { readonly publicKey: string; readonly privateKey: string }
export type Subscription = {
  readonly endpoint: string
  readonly keys: { readonly p256dh: string; readonly auth: string }
}
export type SendOptions = {
  /** Seconds. */
  readonly TTL?: number
  readonly topic?: string
  readonly urgency?: 'very-low' | 'low' | 'normal' | 'high'
  readonly vapidKeys?: VapidKeys
  /** Header fields put over those of web-push; `undefined` leaves one out. */
  readonly headers?: Readonly<Record<string, string | undefined>>
  /** The raw body, put over the encrypted one. */
  readonly body?: Buffer
}
export type SendAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

/** A sender that does what a relay does: web-push makes the message, undici carries it through the egress proxy. */
export type Sender = {
  readonly vapidKeys: VapidKeys
  readonly send: (subscription: Subscription, payload: string, options?: SendOptions) => Promise<SendAnswer>
  readonly close: () => Promise<void>
}

export async function makeSender(network: { readonly proxyUrl: string; readonly caFile: string }): Promise<Sender> {
  const vapidKeys = webPush.generateVAPIDKeys()
  const dispatcher = new ProxyAgent({ uri: network.proxyUrl, requestTls: { ca: await readFile(network.caFile) } })
  return {
    vapidKeys,
    send: async (subscription, payload, options = {}) => {
      const details = webPush.generateRequestDetails(subscription, payload, {
        TTL: options.TTL ?? 60,
        urgency: options.urgency ?? 'high',
        ...(options.topic === undefined ? {} : { topic: options.topic }),
        vapidDetails: { subject: 'mailto:lab@countersign.example', ...(options.vapidKeys ?? vapidKeys) },
        contentEncoding: 'aes128gcm',
      })
      const headers = withoutUndefined({ ...details.headers, 'Content-Length': undefined, ...options.headers })
      const body = options.body ?? details.body
      const answer = await request(details.endpoint, { dispatcher, method: 'POST', headers, body })
      await answer.body.dump()
      return { status: answer.statusCode, headers: answer.headers }
    },
    close: () => dispatcher.close(),
  }
}

function withoutUndefined(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  )
}
