import { type Static, Type } from 'typebox'
import { Instant } from './brands.ts'
import { Evidence } from './evidence.ts'
import { Proof } from './proof-shape.ts'
import { ActionRequest } from './request.ts'

/** The next policy with the evidence that puts it in force: a request for `policy.replace` under the one before. */
export const Replacement = Type.Object(
  {
    request: ActionRequest,
    proof: Proof,
    body: Type.String({ pattern: '^[A-Za-z0-9_-]*$', maxLength: 90_000, description: 'JCS of the next policy.' }),
    decisions: Type.Array(Type.Object({ at: Instant, decision: Evidence }, { additionalProperties: false }), {
      maxItems: 20,
    }),
  },
  { additionalProperties: false },
)
export type Replacement = Static<typeof Replacement>
