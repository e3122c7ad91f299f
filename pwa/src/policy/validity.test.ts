import { expect, test } from 'vitest'
import { lastDay, validityOf } from './validity.ts'

const day = 86_400_000
const on = Date.UTC(2027, 1, 28)

test('a policy holds, is soon over from 14 days before its end, and is over at its end', () => {
  expect(validityOf({ valid_until: on }, on - 14 * day - 1)).toBe('holds')
  expect(validityOf({ valid_until: on }, on - 14 * day)).toBe('ends')
  expect(validityOf({ valid_until: on }, on - 1)).toBe('ends')
  expect(validityOf({ valid_until: on }, on)).toBe('ended')
})

test('its last day is the one that its file names, wherever the phone is', () => {
  expect(lastDay({ valid_until: Date.UTC(2027, 2, 1) })).toContain('28')
})
