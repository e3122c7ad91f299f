import { expect, test } from 'vitest'
import { exampleSource } from '../../vectors/example.ts'
import { compilePolicy } from './compile.ts'
import type { PolicySource } from './source.ts'

type RuleSource = PolicySource['rules'][number]

function compileWith(change: Partial<RuleSource>) {
  const [rule] = exampleSource.rules
  if (rule === undefined) throw new Error('The example has a rule.')
  return compilePolicy({ ...exampleSource, rules: [{ ...rule, ...change }] })
}

test('what a console makes anew for each load of a page is signed as it was written', () => {
  const per_load = { headers: ['x-load'], fields: ['/nonce', 'ticket'] }
  const compiled = compileWith({ per_load })
  expect(compiled.ok && compiled.policy.rules[0]?.per_load).toEqual(per_load)
})

test.each<[string, Partial<RuleSource>, readonly (string | number)[], RegExp]>([
  ['who acts', { per_load: { headers: ['x-load', 'authorization'] } }, ['headers', 1], /says who acts/],
  ['a cookie', { per_load: { headers: ['cookie'] } }, ['headers', 0], /says who acts/],
  [
    'a header that the rule goes by',
    {
      match: { ...exampleSource.rules[0]?.match, headers: { 'x-load': '1' } } as RuleSource['match'],
      per_load: { headers: ['x-load'] },
    },
    ['headers', 0],
    /goes by/,
  ],
  ['a header that is no name', { per_load: { headers: ['X Load'] } }, ['headers', 0], /pattern/],
  ['a pointer that is none', { per_load: { fields: ['/a~'] } }, ['fields', 0], /after ~/],
  [
    'a field of what is critical',
    { severity: 'critical', per_load: { fields: ['ticket'] } },
    ['fields', 0],
    /critical/,
  ],
])('%s may not differ', (_, change, path, message) => {
  const compiled = compileWith(change)
  const faults = compiled.ok ? [] : compiled.faults
  expect(faults).toEqual([{ path: ['rules', 0, 'per_load', ...path], message: expect.stringMatching(message) }])
})

test.each<[string, Partial<RuleSource>, RegExp]>([
  ['a delete', { match: { method: 'DELETE', url: 'https://github.example/:owner/:repo' } }, /DELETE does not save/],
  [
    'a form',
    {
      match: { method: 'POST', url: 'https://github.example/:owner/:repo', body: { form: { a: 'b' } } },
    },
    /compares JSON/,
  ],
])('what stands there cannot be compared with %s', (_, change, message) => {
  const compiled = compileWith({ ...change, compare: true })
  expect(compiled.ok ? [] : compiled.faults).toEqual([
    { path: ['rules', 0, 'compare'], message: expect.stringMatching(message) },
  ])
})

test('a CSRF token may differ in what is critical too', () => {
  expect(compileWith({ severity: 'critical', per_load: { fields: ['my_csrf'] } }).ok).toBe(true)
})
