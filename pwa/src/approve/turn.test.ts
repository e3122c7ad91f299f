import { expect, test } from 'vitest'
import { turnWords } from './turn.ts'

const leads = { name: 'Team lead', stage: 1, quorum: 1, count: 0 }
const security = { name: 'Security', stage: 2, quorum: 1, count: 0 }

test('the first stage reads who will be asked after it', () => {
  expect(turnWords({ parts: [leads, security], by: [], isLast: false, later: ['Security'] })).toBe(
    'Team lead 0 of 1, then Security 0 of 1. Security will be asked after that.',
  )
})

test('the last one reads that theirs is the last yes', () => {
  expect(turnWords({ parts: [{ ...leads, count: 1 }, security], by: ['Ada'], isLast: true, later: [] })).toBe(
    'Team lead 1 of 1, then Security 0 of 1. Yours is the last yes that is needed.',
  )
})

test('one of several in the last stage reads neither', () => {
  const two = { ...security, quorum: 2 }
  expect(turnWords({ parts: [{ ...leads, count: 1 }, two], by: ['Ada'], isLast: false, later: [] })).toBe(
    'Team lead 1 of 1, then Security 0 of 2.',
  )
})
