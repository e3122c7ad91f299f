import { expect, test } from 'vitest'
import { placeWords } from './place-words.ts'

test.each([
  [{ ip: '10.20.0.7', country: 'CH', city: 'Bern' }, 'Bern, Switzerland (10.20.0.7)'],
  [{ ip: '10.20.0.7', country: 'CH' }, 'Switzerland (10.20.0.7)'],
  [{ ip: '10.20.0.7' }, '10.20.0.7'],
  [{ country: 'XQ' }, 'XQ'],
  [{}, undefined],
])('%j is %j', (seen, words) => {
  expect(placeWords(seen)).toBe(words)
})
