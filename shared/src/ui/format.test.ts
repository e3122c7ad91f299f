import { expect, test } from 'vitest'
import { formatAfter, formatBytes, formatLeft, initialsOf, speakLeft } from './format.ts'

test('time left counts down to zero and not below', () => {
  expect([516_000, 1, 0, -5, 3_725_000].map(formatLeft)).toEqual(['8:36', '0:01', '0:00', '0:00', '1:02:05'])
  expect(speakLeft(61_000)).toBe('1 minute 1 second left')
})

test('times after an event grow from tenths to minutes', () => {
  expect([800, 9_440, 125_000, -3].map(formatAfter)).toEqual(['+0.8 s', '+9.4 s', '+2 min 05 s', '+0.0 s'])
})

test('sizes are decimal', () => {
  expect([1, 312, 3_100, 3_100_000].map(formatBytes)).toEqual(['1 byte', '312 bytes', '3.1 kB', '3.1 MB'])
})

test('initials come from the first two words, or the first two letters', () => {
  expect(['First approver', 'Requester', 'élan vital', '…'].map(initialsOf)).toEqual(['FA', 'RE', 'ÉV', '?'])
})
