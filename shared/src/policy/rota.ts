import { type Static, Type } from 'typebox'
import { Account, GroupName } from './account.ts'
import type { Truth } from './conditions.ts'
import { isOpen, readWindows } from './time-window.ts'
import { wallTime } from './time-zone.ts'

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

/** Whether a turn is on duty at a moment; unknown where its hours are none, or its zone is not known here. */
export function isOnDuty({ window, zone }: Pick<Turn, 'window' | 'zone'>, at: number): Truth {
  const windows = readWindows(window)
  const wall = wallTime(at, zone)
  if (typeof windows === 'string' || wall === undefined) return 'unknown'
  return isOpen(windows, wall) ? 'yes' : 'no'
}
