import type { Truth } from './conditions.ts'
import type { Turn } from './rota.ts'
import { isOpen, readWindows } from './time-window.ts'
import { wallTime } from './time-zone.ts'

/** Whether a turn is on duty at a moment; unknown where its hours are none, or its zone is not known here. */
export function isOnDuty({ window, zone }: Pick<Turn, 'window' | 'zone'>, at: number): Truth {
  const windows = readWindows(window)
  const wall = wallTime(at, zone)
  if (typeof windows === 'string' || wall === undefined) return 'unknown'
  return isOpen(windows, wall) ? 'yes' : 'no'
}
