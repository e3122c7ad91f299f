import { isOnDuty } from './is-on-duty.ts'
import type { Turn } from './rota.ts'
import type { PolicySource } from './source.ts'
import { readWindows } from './time-window.ts'
import { wallTime } from './time-zone.ts'

type Groups = NonNullable<PolicySource['groups']>
type GroupSource = Groups[string]

/**
 * What a group as it is written comes to: itself, or of a rota the groups and lists of its turns.
 *
 * @param at a moment, for those on duty then; without it all of them
 */
export function groupsBehind(groups: Groups, name: string, at?: number): readonly GroupSource[] {
  const group = groups[name]
  if (group?.rota === undefined) return group === undefined ? [] : [group]
  return group.rota
    .filter((turn) => at === undefined || isOnDuty(turn, at) === 'yes')
    .flatMap((turn): GroupSource[] =>
      'people' in turn ? [{ people: turn.people }] : [groups[turn.group] ?? []].flat(),
    )
}

/**
 * Moments of a week in winter and of one in summer at which as many are on duty as ever: somebody comes at each. None
 * where no group is a rota.
 */
export function moments(groups: Groups, names: readonly string[]): readonly number[] {
  const turns = names.flatMap((name) => groups[name]?.rota ?? [])
  return mondays.flatMap((monday) => turns.flatMap((turn) => beginnings(turn, monday)))
}

/** Midnight of UTC. */
const mondays = [Date.UTC(2027, 0, 11), Date.UTC(2027, 6, 12)]

const minute = 60_000

function beginnings({ window, zone }: Turn, monday: number): readonly number[] {
  const windows = readWindows(window)
  const wednesday = wallTime(monday + 2 * 1440 * minute, zone)
  if (typeof windows === 'string' || wednesday === undefined) return []
  // How far the clock there is ahead, by what it shows on Wednesday.
  const ahead = (wednesday.day - 2) * 1440 + wednesday.minute
  return windows.flatMap(({ days, times }) =>
    days.flatMap((day) => times.map(({ from }) => monday + (day * 1440 + from - ahead) * minute)),
  )
}
