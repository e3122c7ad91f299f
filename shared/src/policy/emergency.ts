import { type Static, Type } from 'typebox'
import { KeyId, mostEmergencyKeys } from './emergency-key.ts'

/** Which keys may let a rule's requests through without an approval, how many of them together, and for how long. */
export const Emergency = Type.Object(
  {
    keys: Type.Array(KeyId, { minItems: 1, maxItems: mostEmergencyKeys }),
    quorum: Type.Integer({ minimum: 1, maximum: 20, description: 'How many different keys have to sign.' }),
    expires: Type.Integer({
      minimum: 300,
      maximum: 86_400,
      description: 'Seconds from the asking on, in which it can be carried to a key and back.',
    }),
  },
  { additionalProperties: false },
)

export type Emergency = Static<typeof Emergency>
