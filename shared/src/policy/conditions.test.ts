import { expect, test } from 'vitest'
import { compileCondition } from './conditions.ts'

const ask = (source: string, approver: object) =>
  compileCondition(source, 'approvers')({ approver, requester: {}, action: {} })

test('a condition is true, false, or unknown; unknown is neither', () => {
  const source = "'leads' in approver.groups"
  expect(ask(source, { groups: ['leads'] })).toBe('yes')
  expect(ask(source, { groups: [] })).toBe('no')
  expect(ask(source, {})).toBe('unknown')
  expect(ask(source, { groups: 7 })).toBe('unknown')
})

test('what is known can settle a condition all the same', () => {
  expect(ask("approver.email == 'a' || 'leads' in approver.groups", { email: 'a' })).toBe('yes')
})

test.each(["'leads' in", 'approver.', '1 + 1', "nobody.groups == 'x'"])(
  '%s is refused when it is compiled',
  (source) => {
    expect(() => compileCondition(source, 'approvers')).toThrow()
  },
)
