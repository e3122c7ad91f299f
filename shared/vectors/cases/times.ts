import type { Truth } from '../../src/policy/index.ts'

const office = 'Mon-Fri 08:00-18:00'
const night = 'Fri 22:00-02:00'
const berlin = 'Europe/Berlin'

// 2027: Friday is the 15th of January; the clock in Berlin is put forward on the 28th of March, and back on the 31st of October.
const windows: readonly (readonly [why: string, time: string, windows: string, zone: string, Truth])[] = [
  ['on a working day', '2027-01-15T08:00:00Z', office, berlin, 'yes'],
  ['in the first moment', '2027-01-15T07:00:00.000Z', office, berlin, 'yes'],
  ['a moment before it', '2027-01-15T06:59:59.999Z', office, berlin, 'no'],
  ['in the last moment', '2027-01-15T16:59:59.999Z', office, berlin, 'yes'],
  ['at the end, which is outside', '2027-01-15T17:00:00.000Z', office, berlin, 'no'],
  ['the same hour in summer', '2027-07-16T06:00:00Z', office, berlin, 'yes'],
  ['the same in another zone', '2027-01-15T08:00:00Z', office, 'America/New_York', 'no'],
  ['on a Saturday', '2027-01-16T08:00:00Z', office, berlin, 'no'],
  ['another day there already', '2027-01-15T15:30:00Z', 'Sat', 'Asia/Tokyo', 'yes'],
  ['before 1972', '1970-01-01T08:00:00Z', 'Thu 08:00-09:00', 'UTC', 'yes'],
  ['days alone: all of the day', '2027-01-15T22:59:59Z', 'Fri', berlin, 'yes'],
  ['times alone: every day', '2027-01-17T08:00:00Z', '09:00-10:00', berlin, 'yes'],
  ['all of the day', '2027-01-15T23:59:59Z', '00:00-24:00', 'UTC', 'yes'],
  ['the second of two windows', '2027-01-16T10:00:00Z', `${office}; Sat 10:00-12:00`, 'UTC', 'yes'],
  ['between two times', '2027-01-15T12:30:00Z', 'Fri 08:00-12:00,13:00-17:00', 'UTC', 'no'],
  ['a list of days', '2027-01-15T12:30:00Z', 'Mon,Wed,Fri 08:00-17:00', 'UTC', 'yes'],
  ['days over the end of the week', '2027-01-18T12:30:00Z', 'Sat-Mon', 'UTC', 'yes'],
  ['a day that is not in them', '2027-01-19T12:30:00Z', 'Sat-Mon', 'UTC', 'no'],
  [
    'space on either side of the signs',
    '2027-01-15T12:30:00Z',
    '  Mon - Wed , Fri   08:00 - 17:00 ;Sun ',
    'UTC',
    'yes',
  ],
  ['over midnight, on its day', '2027-01-15T22:00:00Z', night, 'UTC', 'yes'],
  ['over midnight, on the next', '2027-01-16T01:59:59Z', night, 'UTC', 'yes'],
  ['over midnight, at its end', '2027-01-16T02:00:00Z', night, 'UTC', 'no'],
  ['the early hours of its own day', '2027-01-15T01:00:00Z', night, 'UTC', 'no'],
  ['over midnight into the next week', '2027-01-18T01:00:00Z', 'Sun 22:00-02:00', 'UTC', 'yes'],
  ['up to midnight', '2027-01-15T23:59:00Z', 'Fri 22:00-24:00', 'UTC', 'yes'],
  ['up to midnight, said otherwise', '2027-01-16T00:00:00Z', 'Fri 22:00-00:00', 'UTC', 'no'],
  ['before an hour that is left out', '2027-03-28T00:59:59Z', 'Sun 02:00-03:30', berlin, 'no'],
  [
    'behind it: it is half past two nowhere, and three at once',
    '2027-03-28T01:00:00Z',
    'Sun 02:00-03:30',
    berlin,
    'yes',
  ],
  ['an hour that is left out alone', '2027-03-28T01:00:00Z', 'Sun 02:00-03:00', berlin, 'no'],
  ['an hour that there is twice, first', '2027-10-31T00:30:00Z', 'Sun 02:00-03:00', berlin, 'yes'],
  ['an hour that there is twice, again', '2027-10-31T01:30:00Z', 'Sun 02:00-03:00', berlin, 'yes'],
  ['behind both', '2027-10-31T02:00:00Z', 'Sun 02:00-03:00', berlin, 'no'],
  ['a zone with half an hour', '2027-01-15T03:29:00Z', 'Fri 08:59-09:00', 'Asia/Kolkata', 'yes'],
  ['case does not count in a zone', '2027-01-15T08:00:00Z', office, 'europe/BERLIN', 'yes'],
  ['a zone that there is not', '2027-01-15T08:00:00Z', office, 'Europe/Atlantis', 'unknown'],
  ['an offset is no zone', '2027-01-15T08:00:00Z', office, '+01:00', 'unknown'],
  ['no zone', '2027-01-15T08:00:00Z', office, '', 'unknown'],
  ['a path that leads elsewhere', '2027-01-15T08:00:00Z', office, 'Europe/../Europe/Berlin', 'unknown'],
  ['no window', '2027-01-15T08:00:00Z', '', 'UTC', 'unknown'],
  ['a semicolon too many', '2027-01-15T08:00:00Z', `${office};`, 'UTC', 'unknown'],
  ['a day that there is not', '2027-01-15T08:00:00Z', 'Mon-Fry', 'UTC', 'unknown'],
  ['a day in another case', '2027-01-15T08:00:00Z', 'mon-fri', 'UTC', 'unknown'],
  ['three days in one range', '2027-01-15T08:00:00Z', 'Mon-Wed-Fri', 'UTC', 'unknown'],
  ['a time of one digit', '2027-01-15T08:00:00Z', 'Fri 8:00-18:00', 'UTC', 'unknown'],
  ['a time behind the end of the day', '2027-01-15T08:00:00Z', 'Fri 08:00-24:01', 'UTC', 'unknown'],
  ['a beginning at the end of the day', '2027-01-15T08:00:00Z', 'Fri 24:00-08:00', 'UTC', 'unknown'],
  ['no time at all', '2027-01-15T08:00:00Z', 'Fri 08:00-08:00', 'UTC', 'unknown'],
  ['one time', '2027-01-15T08:00:00Z', 'Fri 08:00', 'UTC', 'unknown'],
  ['times before days', '2027-01-15T08:00:00Z', '08:00-18:00 Fri', 'UTC', 'unknown'],
  ['days twice', '2027-01-15T08:00:00Z', 'Mon Fri', 'UTC', 'unknown'],
]

const days: readonly (readonly [time: string, zone: string, expected: string])[] = [
  ['2027-01-15T08:00:00Z', berlin, 'Fri'],
  ['2027-01-15T23:00:00Z', berlin, 'Sat'],
  ['2027-01-15T23:00:00Z', 'UTC', 'Fri'],
  ['2027-01-17T12:00:00Z', 'Pacific/Kiritimati', 'Mon'],
  ['2027-01-18T08:00:00Z', 'Pacific/Honolulu', 'Sun'],
  ['2027-01-18T08:00:00Z', 'Europe/Atlantis', 'unknown'],
]

/** times.json */
export async function timeVectors() {
  return {
    about:
      'Section 2, Time: whether a moment (`time`, in milliseconds) is in windows of a zone, by `inWindow`, and its day of the week, by `weekday`; `unknown` where a window is malformed or there is no such zone.',
    windows: windows.map(([why, time, text, zone, expected]) => ({
      why,
      time: Date.parse(time),
      windows: text,
      zone,
      expected,
    })),
    weekdays: days.map(([time, zone, expected]) => ({ time: Date.parse(time), zone, expected })),
  }
}
