import { expect, test } from 'vitest'
import { exampleSource } from '../../vectors/example.ts'
import { compilePolicy } from './compile.ts'
import { compileCondition } from './conditions.ts'
import type { PolicySource } from './source.ts'
import { isOpen, readWindows, weekdays } from './time-window.ts'

type Approvers = PolicySource['rules'][number]['approvers']

test.each<[string, Approvers, string, RegExp]>([
  ['a day', { when: "inWindow(time, 'Mon-Fry', 'UTC')" }, 'when', /says “Mon-Fry”.*\n\n.*1 \| inWindow.*\n {24}\^/],
  ['a zone', { when: "true && weekday(time, 'Berlin') == 'Mon'" }, 'when', /“Berlin” is no time zone.*\n\n.*\n {31}\^/],
  ['one in an exclusion', { when: 'true', exclude: "!inWindow(time, '08:00-18:00', 'Mars/Base')" }, 'exclude', /Mars/],
  ['one in a quorum', { when: 'true', quorum: "inWindow(time, '8-18', 'UTC') ? 1 : 2" }, 'quorum', /says “8-18”/],
  ['a number in the place of the time', { when: "weekday(7, 'UTC') == 'Mon'" }, 'when', /overload/],
  ['a comparison with a number', { when: 'time > 5' }, 'when', /overload/],
])('%s that there is not is refused, with its place', (_, approvers, member, message) => {
  const compiled = compileWith(approvers)
  expect(compiled.ok ? [] : compiled.faults).toEqual([
    { path: ['rules', 0, 'approvers', member], message: expect.stringMatching(message) },
  ])
})

test('what is only known when it is asked is not refused, and not a quorum of its own either', () => {
  expect(compileWith({ when: 'inWindow(time, approver.claims.shift, approver.claims.zone)' }).ok).toBe(true)
  expect(compileWith({ when: 'true', quorum: "weekday(time, 'UTC') == 'Sun' ? 2 : 1" }).ok).toBe(true)
})

test('the time is a timestamp of CEL', () => {
  const at = (condition: string) => compileCondition(condition, 'approvers')({ time: new Date('2027-01-15T08:00:00Z') })
  expect(at("time < timestamp('2027-01-16T00:00:00Z')")).toBe('yes')
  expect(at("time.getHours('Europe/Berlin') == 9")).toBe('yes')
})

test('who belongs to the organisation does not hang on the time', () => {
  expect(() => compileCondition("weekday(time, 'UTC') == 'Mon'", 'members')).toThrow()
})

test('every minute of a week is in a window or in what the window leaves open', () => {
  const [some, rest] = [
    'Mon-Fri 08:00-18:00; Sat 22:00-06:00',
    'Mon-Fri 00:00-08:00,18:00-24:00; Sat 00:00-22:00; Sun 06:00-24:00',
  ].map(readWindows)
  if (typeof some !== 'object' || typeof rest !== 'object') throw new Error('They are windows.')
  for (const day of weekdays.keys()) {
    for (let minute = 0; minute < 1440; minute += 1) {
      expect(isOpen(some, { day, minute })).toBe(!isOpen(rest, { day, minute }))
    }
  }
})

function compileWith(approvers: Approvers) {
  const [rule] = exampleSource.rules
  if (rule === undefined) throw new Error('The example has a rule.')
  return compilePolicy({ ...exampleSource, rules: [{ ...rule, approvers }] })
}
