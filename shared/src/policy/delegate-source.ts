import { type Static, Type } from 'typebox'
import { Account } from './account.ts'
import { endOfDay, startOfDay } from './day.ts'
import { mostDelegates } from './delegate.ts'

const pattern = '^\\d{4}-\\d{2}-\\d{2}$'

/** As it is written: with days, of which both count. */
export const DelegatesSource = Type.Array(
  Type.Object(
    {
      from: Account,
      to: Account,
      since: Type.String({ pattern, description: 'The first day (UTC, or of the zone).' }),
      until: Type.String({ pattern, description: 'The last day; it counts.' }),
      zone: Type.Optional(
        Type.String({ minLength: 1, maxLength: 60, description: 'Whose days: a name of the IANA time zone database.' }),
      ),
    },
    { additionalProperties: false },
  ),
  {
    minItems: 1,
    maxItems: mostDelegates,
    description: 'Who decides in whose place, and when: wherever that person is in a group of `people`.',
  },
)

export type DelegateSource = Static<typeof DelegatesSource>[number]

/** From the first moment of the first day, */
export function begins({ since, zone }: DelegateSource): number {
  return startOfDay(since, zone)
}

/** and until the last of the last. */
export function ends({ until, zone }: DelegateSource): number {
  return endOfDay(until, zone)
}
