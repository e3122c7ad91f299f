import { type Static, Type } from 'typebox'
import { CompactJws, Instant } from '../protocol/index.ts'

/** What emergency keys have signed, and when the holder let it through by its own clock. */
export const EmergencyRecord = Type.Object(
  { released: Instant, statements: Type.Array(CompactJws, { minItems: 1, maxItems: 20 }) },
  { additionalProperties: false, description: 'Released by keys kept offline, without an approval.' },
)

export type EmergencyRecord = Static<typeof EmergencyRecord>
