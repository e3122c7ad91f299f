import type { FastifyRequest } from 'fastify'
import { Refusal } from '../refusal.ts'

/**
 * The address that a call comes from.
 *
 * @throws {Refusal} `unavailable` where the caller has hung up: nobody is asked for one who is gone, and one who is only
 *   cut off asks again
 */
export function callerAddress(http: FastifyRequest): string {
  // Fastify's type leaves out that a closed connection has no address any more.
  const address: string | undefined = http.ip
  if (address === undefined) throw new Refusal('unavailable')
  return address
}
