import { expect, test } from 'vitest'
import { exampleSource } from '../../vectors/example.ts'
import { ruleWarnings } from './rule-warnings.ts'
import type { PolicySource } from './source.ts'

type Match = PolicySource['rules'][number]['match']

const url = 'https://a.example/users/:user'
const form = (form: NonNullable<NonNullable<Match['body']>['form']>): Match => ({ method: 'POST', url, body: { form } })

test.each<[string, Match, Match]>([
  ['the same address', { method: 'DELETE', url }, { method: 'DELETE', url: 'https://a.example/users/:id' }],
  ['a wider address', { method: 'DELETE', url: 'https://a.example/*' }, { method: 'DELETE', url }],
  ['any body', { method: 'POST', url }, form({ op: 'delete' })],
  ['fewer fields', form({ op: 'delete' }), form({ op: 'DELETE', sure: '*' })],
  ['more texts', form({ op: ['delete', 'drop'] }), form({ op: 'drop' })],
  ['any text', form({ op: '*' }), form({ op: 'drop' })],
  [
    'fewer headers',
    { method: 'POST', url, headers: { 'x-a': '*' } },
    { method: 'POST', url, headers: { 'x-a': 1, 'x-b': 2 } },
  ],
  ['smaller bodies', { method: 'POST', url, size: { at_least: 9 } }, { method: 'POST', url, size: { at_least: 10 } }],
  [
    'more GraphQL fields',
    { method: 'POST', url, body: { graphql: { operation: 'mutation', field: ['a', 'b'] } } },
    { method: 'POST', url, body: { graphql: { operation: 'mutation', field: 'b' } } },
  ],
])('a rule behind one of %s is never shown', (_, first, second) => {
  expect(warningsOf([first, second])).toEqual([
    {
      path: ['rules', 1, 'id'],
      message:
        '"rule-1" is never shown: "rule-0" before it takes all that it would, and what is asked for is the strictest of both',
    },
  ])
  expect(warningsOf([second])).toEqual([])
})

test.each<[string, Match, Match]>([
  ['another method', { method: 'PUT', url }, { method: 'DELETE', url }],
  ['a narrower address', { method: 'DELETE', url: 'https://a.example/users/me' }, { method: 'DELETE', url }],
  ['a body', form({ op: 'delete' }), { method: 'POST', url }],
  ['a header', { method: 'POST', url, headers: { 'x-a': '1' } }, { method: 'POST', url }],
  ['larger bodies', { method: 'POST', url, size: { at_least: 10 } }, { method: 'POST', url, size: { at_least: 9 } }],
  ['a size', { method: 'POST', url, size: { at_least: 1 } }, form({ op: 'delete' })],
  ['other texts', form({ op: 'delete' }), form({ op: ['delete', 'drop'] })],
  ['no disguises', { method: 'DELETE', url, no_method_override: true }, { method: 'DELETE', url }],
  [
    'another operation',
    { method: 'POST', url, body: { graphql: { operation: 'query', field: '*' } } },
    { method: 'POST', url, body: { graphql: { operation: 'mutation', field: 'b' } } },
  ],
])('a rule behind one of %s may be shown', (_, first, second) => {
  expect(warningsOf([first, second])).toEqual([])
})

test('a pattern with more behind its first name than a browser takes is warned of', () => {
  const long = (length: number): Match => ({ method: 'PUT', url: `https://a.example/:user/${'x'.repeat(length)}` })
  expect(warningsOf([long(80)])).toEqual([])
  expect(warningsOf([long(120)])).toMatchObject([{ path: ['rules', 0, 'match', 'url'], message: /2 kB/ }])
  expect(warningsOf([{ method: 'PUT', url: `https://a.example/${'x'.repeat(120)}` }])).toEqual([])
})

test('a strict rule for what is opened, by headers that only a script can set, is warned of', () => {
  const match: Match = { method: 'GET', url, headers: { 'x-a': '*' } }
  expect(warningsOf([match])).toMatchObject([{ path: ['rules', 0, 'match', 'headers'], message: /stay blocked/ }])
  expect(warningsOf([{ ...match, mode: 'relaxed' }])).toEqual([])
})

test('more network rules than a browser takes are warned of', () => {
  const rules = (count: number) =>
    Array.from(
      { length: count },
      (_, index): Match => ({ method: 'GET', url: `https://a.example/things-${index}/:thing` }),
    )
  expect(warningsOf(rules(490))).toEqual([])
  expect(warningsOf(rules(500))).toMatchObject([{ path: ['rules'], message: /need 1,006 network rules/ }])
})

function warningsOf(matches: readonly Match[]) {
  const rules = matches.map((match, index) => ({
    id: `rule-${index}`,
    console: 'Console',
    match,
    summary: 'Delete',
    approvers: { when: 'true' },
  }))
  return ruleWarnings({ ...exampleSource, rules })
}

test('a confirm for which an open session is enough is warned of, and one that asks for more is not', () => {
  const [example] = exampleSource.rules
  if (example === undefined) throw new Error('the example has a rule')
  const { approvers: _, ...rule } = { ...example, self_confirm: true as const }
  const warnings = (terms: Partial<PolicySource['rules'][number]>) =>
    ruleWarnings({ ...exampleSource, rules: [{ ...rule, ...terms }] })
  expect(warnings({ reauth: 'session' })).toMatchObject([{ path: ['rules', 0, 'reauth'] }])
  for (const terms of [{}, { reauth: { max_age: 60 } }, { reauth: 'session' as const, acr: ['phr'] }]) {
    expect(warnings(terms)).toEqual([])
  }
})
