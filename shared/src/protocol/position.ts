import { type Static, Type } from 'typebox'

/** More than half of the earth's girth: whoever is anywhere is within it. */
export const mostMetres = 20_100_000

/**
 * Where an approver says that they are, by what their phone says. Nobody vouches for it: what is proven is that a sign-in
 * was made with this position and no other. Whole numbers, so that everybody writes and hashes them alike.
 */
export const Position = Type.Object(
  {
    latitude: Type.Integer({
      minimum: -900_000,
      maximum: 900_000,
      description: 'Ten-thousandths of a degree, WGS 84.',
    }),
    longitude: Type.Integer({ minimum: -1_800_000, maximum: 1_800_000 }),
    accuracy: Type.Integer({ minimum: 1, maximum: mostMetres, description: 'Metres, by what the phone says itself.' }),
  },
  { additionalProperties: false },
)

export type Position = Static<typeof Position>
