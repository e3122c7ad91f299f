import { type Static, Type } from 'typebox'
import { recordOf } from '../encoding/record-of.ts'
import { Emergency } from './emergency.ts'
import { EmergencyKey, mostEmergencyKeys } from './emergency-key.ts'

const closed = { additionalProperties: false } as const
const { id, name } = EmergencyKey.properties
const { keys, quorum } = Emergency.properties

/** Any members, so that what is wrong with a key can be said in a sentence: a private one above all. */
export const EmergencyKeysSource = Type.Array(Type.Object({ id, name, key: recordOf(Type.Unknown()) }, closed), {
  minItems: 1,
  maxItems: mostEmergencyKeys,
  description: 'Public keys whose private halves are kept offline, for the day on which nobody can be asked.',
})

/** @param duration how a time is written */
export function emergencySource<Duration extends ReturnType<typeof Type.Union>>(duration: Duration) {
  return Type.Object(
    { keys, quorum, expires: Type.Optional(duration) },
    {
      ...closed,
      description: 'Lets these keys, kept offline, release a request that nobody can be asked about. Absent: none can.',
    },
  )
}

export type EmergencyKeysSource = Static<typeof EmergencyKeysSource>
