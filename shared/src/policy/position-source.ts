import { type Static, Type } from 'typebox'
import { type PositionDemand, PositionDemand as Signed } from './position.ts'
import { stepsPerDegree } from './position-grid.ts'

const closed = { additionalProperties: false } as const
const { why, accuracy, within } = Signed.properties

/** Any numbers, so that what is wrong with them can be said in a sentence. */
const CircleSource = Type.Object(
  {
    name: within.items.items.properties.name,
    at: Type.Array(Type.Number(), { minItems: 2, maxItems: 2, description: 'Degrees: latitude, longitude (WGS 84).' }),
    km: Type.Number({ description: 'How far around it, from 0.05.' }),
  },
  closed,
)

/** Where whoever approves has to say that they are. */
export const PositionSource = Type.Object(
  {
    why: Type.Optional(
      Type.String({ ...why.items, description: 'What they read about it: “Regulated data: from the EU only”.' }),
    ),
    accuracy,
    within: Type.Optional(
      Type.Array(CircleSource, { minItems: 1, maxItems: 50, description: 'They have to be in one of these.' }),
    ),
  },
  {
    ...closed,
    description: 'Whoever approves has to say where they are; their phone asks them. Nobody vouches for what it says.',
  },
)

export type PositionSource = Static<typeof PositionSource>

/** A source without faults, in the form in which it is signed. */
export function compilePosition(source: PositionSource | undefined): { position?: PositionDemand } {
  if (source === undefined) return {}
  const circles = source.within?.map(({ name, at: [latitude = 0, longitude = 0], km }) => ({
    ...(name === undefined ? {} : { name }),
    latitude: Math.round(latitude * stepsPerDegree),
    longitude: Math.round(longitude * stepsPerDegree),
    metres: Math.round(km * 1_000),
  }))
  return {
    position: {
      ...(source.why === undefined ? {} : { why: [source.why] }),
      ...(source.accuracy === undefined ? {} : { accuracy: source.accuracy }),
      ...(circles === undefined ? {} : { within: [circles] }),
    },
  }
}
