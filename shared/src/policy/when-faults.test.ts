import { expect, test } from 'vitest'
import { exampleSource } from '../../vectors/example.ts'
import { compilePolicy } from './compile.ts'

const [rule] = exampleSource.rules
const [issuer] = exampleSource.issuers

function faultsOf(when: string, more: object = {}): readonly string[] {
  const compiled = compilePolicy({ ...exampleSource, ...more, rules: [{ ...rule, when }] })
  const faults = compiled.ok ? [] : compiled.faults.map(({ path, message }) => `${path.join('.')} ${message}`)
  return faults.filter((fault) => fault.startsWith('rules.0.when'))
}

test('when a rule counts may hang on who asks, on what, and on when', () => {
  expect(
    faultsOf("'contractors' in requester.groups || !inWindow(time, 'Mon-Fri 08:00-18:00', 'Europe/Berlin')"),
  ).toEqual([])
  expect(
    faultsOf("action.method == 'DELETE' && params.repo.startsWith('prod-') && requester.claims.level > 3"),
  ).toEqual([])
})

test('what could never be known is refused, with its place', () => {
  expect(faultsOf("action.summary == 'x'")).toEqual([
    'rules.0.when action has no "summary" here: it has method and url, and params stand beside it',
  ])
  expect(faultsOf("params.repository == 'x'")).toEqual(['rules.0.when the URL pattern has no ":repository"'])
  expect(faultsOf("approver.email == 'x'")[0]).toMatch(/^rules\.0\.when .*approver/)
  expect(faultsOf('1 + 1')[0]).toMatch(/^rules\.0\.when gives int, not yes or no/)
  expect(faultsOf("inWindow(time, 'Mon-Fri 25:00-26:00', 'UTC')")[0]).toMatch(/^rules\.0\.when the window/)
  expect(faultsOf('true &&')[0]).toMatch(/^rules\.0\.when /)
})

test('groups that nobody has, or that several issuers have, are refused', () => {
  const { groups: _, ...identity } = issuer?.identity ?? {}
  expect(faultsOf("'a' in requester.groups", { issuers: [{ ...issuer, identity }], groups: {} })[0]).toContain(
    'no issuer maps (identity.groups): the rule would always count',
  )
  const issuers = [issuer, { ...issuer, issuer: 'https://other.example' }]
  expect(faultsOf("'a' in requester.groups", { issuers })[0]).toContain('Say in the condition of which requester.iss')
  expect(faultsOf("requester.iss == 'https://other.example' && 'a' in requester.groups", { issuers })).toEqual([])
})
