import { type Static, Type } from 'typebox'
import { Instant } from '../protocol/index.ts'

/** How long its words may be, in characters. */
export const closingLimits = { by: 200, why: 1_000 } as const

/** Of what nobody could review any more: the operator's word that nothing waits for it. No review, and signed by nobody. */
export const Closing = Type.Object(
  {
    at: Instant,
    by: Type.String({ minLength: 1, maxLength: closingLimits.by }),
    why: Type.String({ minLength: 1, maxLength: closingLimits.why }),
  },
  { additionalProperties: false, description: 'Closed by the operator, not reviewed.' },
)

export type Closing = Static<typeof Closing>
