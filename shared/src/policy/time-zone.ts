import { type WallTime, weekdays } from './time-window.ts'

/**
 * What a clock on the wall shows at a moment, in a zone of the IANA time zone database; undefined where there is no
 * such zone. Offsets like +01:00 are none: they know of no summer.
 */
export function wallTime(at: number, zone: string): WallTime | undefined {
  const parts = formatOf(zone)?.formatToParts(at)
  if (parts === undefined) return undefined
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value
  const day = weekdays.indexOf(part('weekday') ?? '')
  return { day, minute: Number(part('hour')) * 60 + Number(part('minute')) }
}

export function isZone(zone: string): boolean {
  return formatOf(zone) !== undefined
}

const formats = new Map<string, Intl.DateTimeFormat | undefined>()

function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  if (formats.has(zone)) return formats.get(zone)
  const format = makeFormat(zone)
  formats.set(zone, format)
  return format
}

function makeFormat(timeZone: string): Intl.DateTimeFormat | undefined {
  if (!/^[A-Za-z][\w+-]*(?:\/[\w+-]+)*$/.test(timeZone)) return undefined
  try {
    const clock = { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
    return new Intl.DateTimeFormat('en-US', { timeZone, ...clock })
  } catch {
    // RangeError: this engine knows none of that name.
    return undefined
  }
}
