import { type Static, Type } from 'typebox'
import type { Rule } from '../policy/index.ts'
import { Action } from './action.ts'
import { mostBeside } from './beside.ts'
import { Digest, Instant, RequestId, Seconds } from './brands.ts'
import { Identity } from './person.ts'

const closed = { additionalProperties: false } as const

/** What the requester's browser says about itself. Nobody vouches for it, and whoever shows it says so. */
export const Context = Type.Object(
  {
    reason: Type.Optional(Type.String({ minLength: 1, maxLength: 1_000 })),
    number: Type.String({ pattern: '^[1-9][0-9]$' }),
    device: Type.String({ maxLength: 100 }),
    browser: Type.String({ maxLength: 100 }),
    before: Type.Optional(
      Type.Object({ digest: Digest, size: Type.Integer({ minimum: 0, maximum: mostBeside }) }, closed),
    ),
    page: Type.Object({ title: Type.String({ maxLength: 300 }), origin: Type.String({ maxLength: 300 }) }, closed),
  },
  closed,
)

/** The record that is asked about, signed and released; all of it is made by the holder. */
export const ActionRequest = Type.Object(
  {
    id: RequestId,
    action: Action,
    requester: Identity,
    context: Context,
    policy: Digest,
    challenge: Type.String({ pattern: '^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$' }),
    created: Instant,
    expires: Instant,
    execute_within: Seconds,
  },
  closed,
)

export type ActionRequest = Static<typeof ActionRequest>
export type Context = Static<typeof Context>

/** The clocks that a rule gives to a request made at `created`. */
export function clocksOf(rule: Rule, created: number): Pick<ActionRequest, 'created' | 'expires' | 'execute_within'> {
  return { created, expires: created + rule.expires * 1000, execute_within: rule.execute_within }
}
