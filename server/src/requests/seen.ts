import type { Seen } from '@countersign/shared/policy'
import type { FastifyRequest } from 'fastify'
import type { Relay } from '../relay.ts'
import { callerAddress } from './caller-address.ts'

/**
 * What the relay sees of a caller: its own word, which makes a rule stricter at most.
 *
 * @throws {Refusal} `unavailable` where the caller has hung up
 */
export function seenOf({ config, places }: Pick<Relay, 'config' | 'places'>, http: FastifyRequest): Seen {
  const ip = callerAddress(http, config.trustedProxies)
  return ip === undefined ? {} : { ip, ...places.find(ip) }
}

/** What of it the log keeps, which nobody can erase. */
export function countryOf({ country }: Seen): Pick<Seen, 'country'> {
  return country === undefined ? {} : { country }
}
