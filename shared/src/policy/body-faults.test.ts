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
