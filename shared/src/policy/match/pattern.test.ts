import fc from 'fast-check'
import { expect, test } from 'vitest'
import { matchesPattern, patternFault } from './pattern.ts'

test.each([
  ['delete', 'delete', true],
  ['delete', 'DELETE', true],
  ['delete', 'deleted', false],
  ['', '', true],
  ['', 'x', false],
  ['*', '', true],
  ['*', 'anything\nat all', true],
  ['drop*', 'DROP TABLE x', true],
  ['*drop*table*', 'select 1; drop /**/ table x', true],
  ['*drop*table*', 'table drop', false],
  ['a*a', 'a', false],
  ['a*a', 'aa', true],
  ['*ab*b', 'xabb', true],
  ['*ab*b', 'xab', false],
  ['\\*', '*', true],
  ['\\*', 'x', false],
  ['a\\\\b', 'a\\b', true],
  ['task', 'ta\u017f\u212a', true],
  ['ÄB', 'äb', false],
])('%j says of %j: %s', (pattern, text, expected) => {
  expect(matchesPattern(pattern, text)).toBe(expected)
})

test('a pattern says what the regular expression of the same form says', () => {
  const letters = fc.array(fc.constantFrom('a', 'b', '*'), { maxLength: 8 }).map((list) => list.join(''))
  const texts = fc.array(fc.constantFrom('a', 'b'), { maxLength: 10 }).map((list) => list.join(''))
  fc.assert(
    fc.property(letters, texts, (pattern, text) => {
      expect(matchesPattern(pattern, text)).toBe(new RegExp(`^${pattern.replaceAll('*', '[^]*')}$`).test(text))
    }),
  )
})

test.each([
  ['a*', undefined],
  ['a\\*\\\\', undefined],
  ['a\\', expect.any(String)],
  ['\\d+', expect.any(String)],
])('what is wrong with %j: %s', (pattern, expected) => {
  expect(patternFault(pattern)).toEqual(expected)
})
