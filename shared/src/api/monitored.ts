import { type Static, Type } from 'typebox'
import { Digest, Instant, Salt } from '../protocol/index.ts'

const closed = { additionalProperties: false } as const

/**
 * A request that a monitored rule matched. It was not held; of its body and headers nothing is told. `id` is random, and
 * makes the digest in the log one that nobody can guess the address from.
 */
export const MonitoredAction = Type.Object(
  {
    id: Salt,
    rules: Type.Array(Type.String({ maxLength: 63 }), { minItems: 1, maxItems: 20 }),
    open: Type.Boolean({ description: 'The browser did not show all that the rule asks for: it might not match.' }),
    method: Type.String({ pattern: '^[A-Z]{1,20}$' }),
    url: Type.String({ maxLength: 8_192 }),
    at: Instant,
  },
  closed,
)

/** How many fit into one call, however long their addresses are. */
export const mostMonitored = 16

/** `policy` is the one by which they were found. */
export const MonitoredReport = Type.Object(
  { policy: Digest, actions: Type.Array(MonitoredAction, { minItems: 1, maxItems: mostMonitored }) },
  closed,
)

export type MonitoredAction = Static<typeof MonitoredAction>
export type MonitoredReport = Static<typeof MonitoredReport>
