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

test('a claim may be called like what JavaScript has on every object', () => {
  const approver = JSON.parse('{"groups":["leads"],"constructor":[],"__proto__":{"x":1}}')
  expect(ask("'leads' in approver.groups", approver)).toBe('yes')
  expect(ask('approver.x == 1', approver)).toBe('unknown')
  expect(ask("approver.toString == 'x'", approver)).toBe('unknown')
})

test.each(["'leads' in", 'approver.', '1 + 1', "nobody.groups == 'x'"])(
  '%s is refused when it is compiled',
  (source) => {
    expect(() => compileCondition(source, 'approvers')).toThrow()
  },
)
