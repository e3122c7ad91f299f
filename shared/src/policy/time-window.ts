/**
 * Hours of the week, as they are written: `Mon-Fri 08:00-18:00`, `Mon,Wed 08:00-12:00,13:00-17:00; Sat 22:00-02:00`.
 * Windows stand between semicolons; each has days, or times, or days and times behind them; without days it is every
 * day, without times all of the day. A time is from its beginning up to, and without, its end. An end that is not later
 * than the beginning is of the next day, and the window belongs to the day on which it begins.
 */
export type TimeWindow = { readonly days: readonly number[]; readonly times: readonly Span[] }

/** In minutes of the day; `to` is less than `from` where it is over midnight. */
type Span = { readonly from: number; readonly to: number }

/** What a clock on the wall shows: the day of the week, 0 for Monday, and the minute of the day. */
export type WallTime = { readonly day: number; readonly minute: number }

export const weekdays: readonly string[] = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** The windows that a text says, or in words what is wrong with it. */
export function readWindows(text: string): readonly TimeWindow[] | string {
  const before = known.get(text)
  if (before !== undefined) return before
  const windows = text.split(';').map(readWindow)
  const wrong = windows.find((window) => typeof window === 'string')
  const read = wrong ?? windows.filter((window) => typeof window !== 'string')
  known.set(text, read)
  return read
}

const known = new Map<string, readonly TimeWindow[] | string>()

/** Whether one of them is open then. An hour that the clock goes through twice counts twice, one that it leaves out never. */
export function isOpen(windows: readonly TimeWindow[], { day, minute }: WallTime): boolean {
  const yesterday = (day + 6) % 7
  return windows.some(({ days, times }) =>
    times.some(({ from, to }) => {
      if (from < to) return days.includes(day) && minute >= from && minute < to
      return (days.includes(day) && minute >= from) || (days.includes(yesterday) && minute < to)
    }),
  )
}

function readWindow(text: string): TimeWindow | string {
  // Space may stand on either side of a sign, and has to stand between days and times.
  const tidy = text.trim().replaceAll(/ *([,-]) */g, '$1')
  const [first = '', second, ...rest] = tidy.split(/ +/)
  if (first === '') return 'is empty, or has a semicolon too many'
  if (rest.length > 0) return `has too much in “${tidy}”: days and times, each without a space between`
  const hasDays = /^[A-Za-z]/.test(first)
  if (!hasDays && second !== undefined) return `has something behind the times in “${tidy}”`
  const days = hasDays ? readDays(first) : weekdays.map((_, day) => day)
  const times = readTimes((hasDays ? second : first) ?? '00:00-24:00')
  if (typeof days === 'string') return days
  return typeof times === 'string' ? times : { days, times }
}

function readDays(text: string): readonly number[] | string {
  const days: number[] = []
  for (const range of text.split(',')) {
    const ends = range.split('-').map((name) => weekdays.indexOf(name))
    const [first = -1, last = first] = ends
    if (ends.length > 2 || first < 0 || last < 0)
      return `says “${range}”, which is none of ${weekdays.join(', ')}, and no range of them`
    for (let day = first; ; day = (day + 1) % 7) {
      days.push(day)
      if (day === last) break
    }
  }
  return days
}

function readTimes(text: string): readonly Span[] | string {
  const times: Span[] = []
  for (const range of text.split(',')) {
    const ends = range.split('-').map(readTime)
    const [from, to] = ends
    if (ends.length !== 2 || from === undefined || to === undefined || from === 1440) {
      return `says “${range}”, which is no time of the day like 08:00-18:00`
    }
    if (from === to) return `says “${range}”, which is no time at all; all of the day is 00:00-24:00`
    times.push({ from, to })
  }
  return times
}

/** In minutes; 24:00 is the end of a day. */
function readTime(text: string): number | undefined {
  const found = /^([01][0-9]|2[0-4]):([0-5][0-9])$/.exec(text)
  const minutes = Number(found?.[1]) * 60 + Number(found?.[2])
  return Number.isNaN(minutes) || minutes > 1440 ? undefined : minutes
}
