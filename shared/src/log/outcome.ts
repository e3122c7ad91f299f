import { type Static, Type } from 'typebox'

const closed = { additionalProperties: false } as const

export const RequestState = Type.Enum(['pending', 'approved', 'released', 'denied', 'expired', 'cancelled'])

/** What the console answered to the released request. */
export const Outcome = Type.Union([
  Type.Object(
    {
      kind: Type.Literal('answered'),
      status: Type.Integer({ minimum: 100, maximum: 599 }),
      ms: Type.Integer({ minimum: 0 }),
    },
    closed,
  ),
  Type.Object({ kind: Type.Literal('failed'), ms: Type.Integer({ minimum: 0 }) }, closed),
  Type.Object({ kind: Type.Literal('unknown') }, closed),
])

export type RequestState = Static<typeof RequestState>
export type Outcome = Static<typeof Outcome>
