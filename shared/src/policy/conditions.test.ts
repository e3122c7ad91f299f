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

test.each([
  ['10.1.2.3', 'yes'],
  ['11.1.2.3', 'no'],
  ['somewhere', 'unknown'],
  [167_838_211, 'unknown'],
  [undefined, 'unknown'],
] as const)('that %j is in a network is %s', (ip, expected) => {
  expect(ask("cidr(approver.claims.ip, '10.0.0.0/8')", { claims: ip === undefined ? {} : { ip } })).toBe(expected)
})

test('a network that is none is unknown where it comes from a claim, and refused where it is written', () => {
  expect(ask('cidr(approver.ip, approver.net)', { ip: '10.0.0.1', net: '10.0.0.1' })).toBe('unknown')
  const written = "approver.a == 1 || (!cidr(approver.ip, '10.0.0.0/33'))"
  expect(() => compileCondition(written, 'approvers')).toThrow('"10.0.0.0/33" is no network')
})
