import { type Static, Type } from 'typebox'

const closed = { additionalProperties: false } as const

/** A place and everything around it, in the units of a position: ten-thousandths of a degree, and metres. */
const Circle = Type.Object(
  {
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })),
    latitude: Type.Integer({ minimum: -900_000, maximum: 900_000 }),
    longitude: Type.Integer({ minimum: -1_800_000, maximum: 1_800_000 }),
    metres: Type.Integer({ minimum: 50, maximum: 20_000_000 }),
  },
  closed,
)

/** That whoever approves says where they are, and what of it is taken. Nobody vouches for what they say. */
export const PositionDemand = Type.Object(
  {
    why: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
        minItems: 1,
        maxItems: 20,
        description: 'What whoever approves reads about it, in the words of who wrote the rule.',
      }),
    ),
    accuracy: Type.Optional(
      Type.Integer({
        minimum: 10,
        maximum: 100_000,
        description: 'Metres: how far a stated position may be from the true one, by what the phone says itself.',
      }),
    ),
    within: Type.Optional(
      Type.Array(Type.Array(Circle, { minItems: 1, maxItems: 50 }), {
        minItems: 1,
        maxItems: 20,
        description: 'Of each list, in one of its circles.',
      }),
    ),
  },
  closed,
)

export type Circle = Static<typeof Circle>
export type PositionDemand = Static<typeof PositionDemand>
