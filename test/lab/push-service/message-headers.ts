import type { IncomingHttpHeaders } from 'node:http'

export type MessageHeaders =
  | {
      readonly kind: 'ok'
      /** Seconds, as granted: at most four weeks. */
      readonly ttl: number
      readonly topic: string | undefined
      readonly urgency: Urgency
    }
  | { readonly kind: 'bad'; readonly reason: string }

export type Urgency = 'very-low' | 'low' | 'normal' | 'high'

/** Reads the header fields of RFC 8030 §5.2 (TTL), §5.3 (Urgency), §5.4 (Topic) and RFC 8188's Content-Encoding. */
export function readMessageHeaders(headers: IncomingHttpHeaders): MessageHeaders {
  const { ttl, topic, urgency: asked = 'normal' } = headers
  if (ttl === undefined) return bad('TTL is missing')
  if (typeof ttl !== 'string' || !/^\d{1,10}$/.test(ttl)) return bad('TTL is not a number of seconds')
  if (topic !== undefined && (typeof topic !== 'string' || !/^[A-Za-z0-9_-]{1,32}$/.test(topic))) {
    return bad('Topic is not 1 to 32 base64url characters')
  }
  const urgency = URGENCIES.find((known) => known === asked)
  if (urgency === undefined) return bad('Urgency is none of very-low, low, normal, high')
  if (headers['content-length'] !== '0' && headers['content-encoding'] !== 'aes128gcm') {
    return bad('Content-Encoding is not aes128gcm')
  }
  return { kind: 'ok', ttl: Math.min(Number(ttl), FOUR_WEEKS), topic, urgency }
}

const URGENCIES: readonly Urgency[] = ['very-low', 'low', 'normal', 'high']
const FOUR_WEEKS = 28 * 86_400

function bad(reason: string): MessageHeaders {
  return { kind: 'bad', reason }
}
