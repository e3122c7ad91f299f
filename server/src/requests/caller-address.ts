import type { FastifyRequest } from 'fastify'
import { Refusal } from '../refusal.ts'
import { callerBehind, type TrustedProxies } from './trusted-proxies.ts'

/**
 * The address that a call comes from; undefined where that is not known.
 *
 * @throws {Refusal} `unavailable` where the caller has hung up: nobody is asked for one who is gone, and one who is only
 *   cut off asks again
 */
export function callerAddress({ ip, headers }: FastifyRequest, trusted: TrustedProxies): string | undefined {
  // Fastify's type leaves out that a closed connection has no address any more.
  const peer: string | undefined = ip
  if (peer === undefined) throw new Refusal('unavailable')
  const forwarded = headers['x-forwarded-for']
  return callerBehind(peer, typeof forwarded === 'string' ? forwarded : undefined, trusted)
}
