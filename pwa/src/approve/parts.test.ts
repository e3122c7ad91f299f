import type { CountedPart } from '@countersign/shared/protocol'
import { expect, test } from 'vitest'
import { moreWords, othersWords } from './parts.ts'

const part = (name: string, count: number, quorum: number): CountedPart => ({
  name,
  stage: 1,
  count,
  quorum,
})
const two = [part('Platform leads', 1, 2), part('Security', 0, 1)]

test('the card says who else has to approve, and nothing where one yes is all', () => {
  expect(othersWords([part('Approvers', 0, 1)])).toBeUndefined()
  expect(othersWords([part('Approvers', 1, 3)])).toBe('3 people have to approve. So far: 1.')
  expect(othersWords(two)).toBe('More than one yes is needed. So far: Platform leads 1 of 2 · Security 0 of 1.')
})

test('the story says who is still needed', () => {
  expect(moreWords([part('Approvers', 1, 2)])).toBe('One more yes is needed.')
  expect(moreWords([part('Approvers', 1, 3)])).toBe('2 more are needed.')
  expect(moreWords(two)).toBe('More are needed: Platform leads 1 of 2 · Security 0 of 1.')
})
