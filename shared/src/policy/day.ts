import { wallTime } from './time-zone.ts'

/** Whether a day is written as one that there is. Engines read the 31st of February as a day in March. */
export function isDay(date: string): boolean {
  const start = Date.parse(`${date}T00:00:00Z`)
  return !Number.isNaN(start) && new Date(start).toISOString().startsWith(date)
}

/** When a day begins, in a zone that there is. */
export function startOfDay(date: string, zone = 'UTC'): number {
  return midnight(Date.parse(`${date}T00:00:00Z`), zone)
}

/** When the next one does. */
export function endOfDay(date: string, zone = 'UTC'): number {
  return midnight(Date.parse(`${date}T00:00:00Z`) + 1440 * minute, zone)
}

const minute = 60_000

/** @param start when that day begins in UTC; the clock may be put forward or back between the two */
function midnight(start: number, zone: string): number {
  const near = start - aheadAt(start, zone)
  const nearer = start - aheadAt(near, zone)
  const found = [nearer, near].find((at) => wallTime(at, zone)?.minute === 0)
  // A day whose midnight is left out begins an hour later.
  return found ?? Math.max(near, nearer)
}

/** How far a clock there is ahead of UTC, in milliseconds: less than a day, either way. */
function aheadAt(at: number, zone: string): number {
  const [there, here] = [wallTime(at, zone), wallTime(at, 'UTC')]
  if (there === undefined || here === undefined) return 0
  const days = (there.day - here.day + 7) % 7
  return ((days === 6 ? -1 : days) * 1440 + there.minute - here.minute) * minute
}
