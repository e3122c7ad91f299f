import { expect, test } from 'vitest'
import { endOfDay, isDay, startOfDay } from './day.ts'
import { wallTime } from './time-zone.ts'

test.each([
  ['2026-12-01', undefined, '2026-12-01T00:00:00Z', '2026-12-02T00:00:00Z'],
  ['2026-12-01', 'Europe/Berlin', '2026-11-30T23:00:00Z', '2026-12-01T23:00:00Z'],
  ['2026-12-31', 'Pacific/Kiritimati', '2026-12-30T10:00:00Z', '2026-12-31T10:00:00Z'],
  ['2026-12-31', 'Pacific/Pago_Pago', '2026-12-31T11:00:00Z', '2027-01-01T11:00:00Z'],
  ['2027-07-01', 'Asia/Kathmandu', '2027-06-30T18:15:00Z', '2027-07-01T18:15:00Z'],
  // 23 hours, and 25.
  ['2027-03-28', 'Europe/Berlin', '2027-03-27T23:00:00Z', '2027-03-28T22:00:00Z'],
  ['2027-10-31', 'Europe/Berlin', '2027-10-30T22:00:00Z', '2027-10-31T23:00:00Z'],
  // The clock changes between midnight there and midnight of UTC.
  ['2026-04-05', 'Pacific/Auckland', '2026-04-04T11:00:00Z', '2026-04-05T12:00:00Z'],
  ['2026-09-27', 'Pacific/Auckland', '2026-09-26T12:00:00Z', '2026-09-27T11:00:00Z'],
  // Without a midnight, and with two.
  ['2025-03-09', 'America/Havana', '2025-03-09T05:00:00Z', '2025-03-10T04:00:00Z'],
  ['2025-11-02', 'America/Havana', '2025-11-02T04:00:00Z', '2025-11-03T05:00:00Z'],
])('%s in %s', (date, zone, start, end) => {
  expect(new Date(startOfDay(date, zone))).toEqual(new Date(start))
  expect(new Date(endOfDay(date, zone))).toEqual(new Date(end))
})

test('the last day that can be written has an end', () => {
  expect(endOfDay('9999-12-31')).toBe(Date.UTC(10_000, 0, 1))
})

test('every day of a year begins where the one before ends, on the day that the clock there shows', () => {
  for (const zone of ['Europe/Berlin', 'America/New_York', 'Pacific/Auckland', 'Australia/Lord_Howe', 'Asia/Beirut']) {
    for (let day = Date.UTC(2026, 0, 1); day < Date.UTC(2027, 0, 1); day += 86_400_000) {
      const [date, next] = [day, day + 86_400_000].map((at) => new Date(at).toISOString().slice(0, 10))
      const start = startOfDay(date ?? '', zone)
      expect(endOfDay(date ?? '', zone)).toBe(startOfDay(next ?? '', zone))
      const weekday = (new Date(day).getUTCDay() + 6) % 7
      expect([wallTime(start, zone)?.day, wallTime(start - 1, zone)?.day]).toEqual([weekday, (weekday + 6) % 7])
    }
  }
})

test('days that there are not', () => {
  expect(['2026-02-29', '2026-13-01', '2026-00-10', 'soon'].filter(isDay)).toEqual([])
  expect(isDay('2028-02-29')).toBe(true)
})
