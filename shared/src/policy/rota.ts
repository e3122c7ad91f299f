import { type Static, Type } from 'typebox'
import { Account, GroupName } from './account.ts'

const closed = { additionalProperties: false } as const

const hours = {
  window: Type.String({
    minLength: 1,
    maxLength: 500,
    description: 'Mon-Fri 08:00-18:00; several between semicolons.',
  }),
  zone: Type.String({ minLength: 1, maxLength: 60, description: 'A name of the IANA time zone database.' }),
}

/** Who is on duty in some hours of the week: a group, or people of whom each is named. */
const Turn = Type.Union([
  Type.Object({ group: GroupName, ...hours }, closed),
  Type.Object({ people: Type.Array(Account, { minItems: 1, maxItems: 200 }), ...hours }, closed),
])

/** Turns, of which any may be on duty; nobody where none is. */
export const Rota = Type.Array(Turn, { minItems: 1, maxItems: 50, description: 'Who is on duty when.' })

export type Turn = Static<typeof Turn>
