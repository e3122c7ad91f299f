import { type Static, Type } from 'typebox'
import { replaceRuleId } from './replace-rule.ts'
import type { Rule } from './schema.ts'

const closed = { additionalProperties: false } as const

/** What a position is counted in: a ten-thousandth of a degree, 11 m from south to north. Whole numbers are written alike everywhere. */
export const stepsPerDegree = 10_000

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

/**
 * Where a rule says that an approver has to be, if it asks. The policy itself is replaced without anybody's place: what
 * its rule says of one counts for nothing.
 */
export function positionOf({ id, position }: Pick<Rule, 'id' | 'position'>): PositionDemand | undefined {
  return id === replaceRuleId ? undefined : position
}

/**
 * To which multiple a position is rounded: about 11 m where the rule needs that, else about 1.1 km. More of where
 * somebody is than the rule can use is never collected.
 */
export function gridOf({ accuracy = coarse.metres, within = [] }: PositionDemand): Grid {
  return accuracy < coarse.metres || within.flat().some(({ metres }) => metres < tight) ? fine : coarse
}

/** In ten-thousandths of a degree, and how many metres rounding to it can be wrong by; rounded up. */
export type Grid = { readonly steps: number; readonly metres: number }

const fine: Grid = { steps: 1, metres: 10 }
const coarse: Grid = { steps: 100, metres: 1_000 }

/** Circles below this radius are told from their surroundings by the fine grid alone. */
const tight = 10_000
