import type { Rule } from '@countersign/shared/policy'
import { expect, test } from 'vitest'
import { reportOf } from './report.ts'
import type { Tally } from './tally.ts'

const own = { browser: 'Chrome 156', limits: [] }
const match = { method: 'POST', url: 'https://a.example/x', regex: '^https://a\\.example/x$', names: [] }
// What the report does not look at is left out.
const rule = (id: string, console: string, more: Partial<Rule['match']> = {}) =>
  ({ id, console, match: { ...match, ...more } }) as Rule

test('every console of the policy is named, with what was seen of it and its relaxed rules', () => {
  const body = { mode: 'relaxed' as const, json: [{ pointer: '/a', is: ['*'] }] }
  const rules = [rule('one', 'GitHub'), rule('relaxed', 'Search', { body })]
  // As an earlier version has counted.
  const tally = { Search: { form: { held: 1, released: 0, blocked: 0, last: 7 } }, Gone: {} } as unknown as Tally
  expect(reportOf({ rules }, tally, own)).toEqual({
    ...own,
    consoles: [
      { console: 'GitHub', relaxed_rules: [], paths: [] },
      {
        console: 'Search',
        relaxed_rules: ['relaxed'],
        paths: [{ path: 'form', held: 1, released: 0, blocked: 0, passed: 0, relaxed: 0, last: 7 }],
      },
    ],
  })
})
