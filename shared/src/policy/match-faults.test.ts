import { expect, test } from 'vitest'
import { exampleSource } from '../../vectors/example.ts'
import { compilePolicy } from './compile.ts'
import type { PolicySource } from './source.ts'

type Match = PolicySource['rules'][number]['match']

function compileWith(match: object) {
  const [rule] = exampleSource.rules
  return compilePolicy({ ...exampleSource, rules: [{ ...rule, match: { ...rule?.match, ...match } as Match }] })
}

test('a rule that looks into the body is signed in one form, however it was written', () => {
  const compiled = compileWith({
    body: { json: { '/force': true, '/n': [1, 'two'] }, graphql: { operation: 'mutation', field: 'drop*' } },
  })
  expect(compiled.ok && compiled.policy.rules[0]?.match.body).toEqual({
    mode: 'strict',
    json: [
      { pointer: '/force', is: ['true'] },
      { pointer: '/n', is: ['1', 'two'] },
    ],
    graphql: { operation: 'mutation', fields: ['drop*'] },
  })
})

test('headers and size are signed as lists and numbers, and the mode where it is not the usual one', () => {
  const match = { headers: { 'x-danger': ['yes', 1], 'content-type': 'text/csv*' }, size: { at_least: 100_000 } }
  const compiled = compileWith({ ...match, mode: 'relaxed' })
  expect(compiled.ok && compiled.policy.rules[0]?.match).toMatchObject({
    headers: [
      { name: 'x-danger', is: ['yes', '1'] },
      { name: 'content-type', is: ['text/csv*'] },
    ],
    size: { at_least: 100_000 },
    mode: 'relaxed',
  })
  const strict = compileWith({ ...match, mode: 'strict' })
  expect(strict.ok && strict.policy.rules[0]?.match).not.toHaveProperty('mode')
})

test.each([
  ['a header in capitals', { headers: { 'X-Danger': '1' } }, ['headers', 'X-Danger'], /lower case/],
  ['a name with a space', { headers: { 'x danger': '1' } }, ['headers', 'x danger'], /lower case/],
  ['a header that the browser sets', { headers: { origin: '*' } }, ['headers', 'origin'], /only the browser/],
  ['another one', { headers: { 'sec-fetch-site': '*' } }, ['headers', 'sec-fetch-site'], /only the browser/],
  ['no header at all', { headers: {} }, ['headers'], /1 to 20/],
  ['a pattern with a stray \\', { headers: { 'x-a': 'a\\b' } }, ['headers', 'x-a'], /after/],
  ['every size', { size: { at_least: 0 } }, ['size', 'at_least'], />= 1/],
  ['the size of what has none', { method: 'GET', size: { at_least: 1 } }, ['size'], /has no body/],
  ['a mode of nothing', { mode: 'relaxed' }, ['mode'], /says nothing/],
  ['a mode beside the body', { mode: 'relaxed', body: { form: { a: 'b' } } }, ['mode'], /into "body"/],
])('%s is refused', (_, match, path, message) => {
  const compiled = compileWith(match)
  const faults = compiled.ok ? [] : compiled.faults
  expect(faults).toEqual([{ path: ['rules', 0, 'match', ...path], message: expect.stringMatching(message) }])
})

test.each([
  ['nothing', { body: {} }, ['body'], /says nothing/],
  ['an unknown member', { body: { xml: {} } }, ['body', 'xml'], /not a known member/],
  ['a pointer without a slash', { body: { json: { action: 'x' } } }, ['body', 'json', 'action'], /begins with/],
  ['a pointer with a lone tilde', { body: { json: { '/a~': 'x' } } }, ['body', 'json', '/a~'], /after ~/],
  ['a field without a name', { body: { form: { '': 'x' } } }, ['body', 'form', ''], /no name/],
  ['no field at all', { body: { form: {} } }, ['body', 'form'], /1 to 20/],
  ['a regular expression', { body: { form: { a: '\\d+' } } }, ['body', 'form', 'a'], /after "\\"/],
  [
    'an unclosed escape',
    { body: { graphql: { operation: 'query', field: 'a\\' } } },
    ['body', 'graphql', 'field'],
    /after/,
  ],
  [
    'an unknown operation',
    { body: { graphql: { operation: 'delete', field: 'a' } } },
    ['body', 'graphql', 'operation'],
    /./,
  ],
  ['the body of a GET', { method: 'GET', body: { form: { a: 'x' } } }, ['body'], /GET has no body/],
] as const)('%s is refused, with its place', (_, match, path, message) => {
  const compiled = compileWith(match)
  expect(!compiled.ok && compiled.faults).toEqual(
    expect.arrayContaining([{ path: ['rules', 0, 'match', ...path], message: expect.stringMatching(message) }]),
  )
})
