import { type Static, Type } from 'typebox'
import { GroupName } from './account.ts'

const closed = { additionalProperties: false } as const

/** Who asks may break the glass where one of the groups has them, and `when` holds of them. */
const Entitled = Type.Object(
  {
    groups: Type.Optional(Type.Array(GroupName, { minItems: 1, maxItems: 20, description: 'Any of them.' })),
    when: Type.Optional(
      Type.String({ minLength: 1, description: 'CEL over `requester` (with groups and claims), `action`, `time`.' }),
    ),
  },
  closed,
)

/** By whom, and how, a request of this rule may be released without approval. */
export const BreakGlass = Type.Object(
  {
    who: Type.Array(Entitled, { minItems: 1, maxItems: 20, description: 'Each has to hold of who asks.' }),
    acr: Type.Array(Type.String({ minLength: 1 }), { minItems: 1, description: 'How strong their sign-in has to be.' }),
  },
  closed,
)

export type Entitled = Static<typeof Entitled>
export type BreakGlass = Static<typeof BreakGlass>
