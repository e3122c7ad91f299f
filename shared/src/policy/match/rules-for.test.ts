import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exampleSource } from '../../../vectors/example.ts'
import { compilePolicy, type Policy, type PolicySource } from '../index.ts'
import type { Outgoing } from './outgoing.ts'
import { matchAmong, matchRule } from './rule.ts'
import { rulesFor } from './rules-for.ts'
import { urlReadings } from './url.ts'

type RuleSource = PolicySource['rules'][number]

const hosts = ['a.example', 'a.example', 'a.example', 'b.example', 'a.example:8443', 'a.b.example', 'a-b.example']
const ruleSource: fc.Arbitrary<Omit<RuleSource, 'id'>> = fc
  .record({
    method: fc.constantFrom('GET', 'POST', 'DELETE', 'PUT'),
    scheme: fc.constantFrom('https', 'https', 'https', 'http'),
    host: fc.constantFrom(...hosts, '*.example', ':host.example', '{a.}?example', 'a{.b}?.example'),
    path: fc.constantFrom('/', '/users/:user', '/users/*', '/*', '/^/:user', '/users/:user\\?x=1', '/{users/}?:user'),
    override: fc.constantFrom({}, { no_method_override: true as const }),
    body: fc.constantFrom(undefined, { form: { op: 'delete' } }, { json: { '/op': 'delete' } }),
  })
  .map(({ method, scheme, host, path, override, body }) => ({
    console: 'Console',
    match: {
      method,
      url: `${scheme}://${host}${path}`,
      ...override,
      ...(body === undefined || method === 'GET' ? {} : { body }),
    },
    summary: 'Delete',
    approvers: { when: 'true' },
  }))

const outgoing: fc.Arbitrary<Outgoing> = fc.record({
  method: fc.constantFrom('GET', 'post', 'POST', 'DELETE', 'PUT', 'PURGE'),
  url: fc
    .tuple(
      fc.constantFrom('https', 'https', 'https', 'HTTPS', 'http', 'countersign'),
      fc.constantFrom(
        ...hosts,
        'A.example',
        'a.example.',
        'a.example.:8443',
        'a.example:443',
        'example',
        'me:x@a.example',
      ),
      fc.constantFrom(
        '',
        '/',
        '/users/u-1',
        '/USERS/U-1',
        '//users//u-1/',
        '/users%2Fu-1',
        '/^/u',
        '/users/u-1?x=1&_method=DELETE',
        '/x|y',
      ),
    )
    .map(([scheme, host, path]) => `${scheme}://${host}${path}`),
  headers: fc.constantFrom([], [['X-HTTP-Method-Override', 'DELETE'] as const]),
  body: fc.constantFrom(
    { kind: 'none' as const },
    { kind: 'unseen' as const },
    bytes('op=delete', 'application/x-www-form-urlencoded'),
    bytes('{"op":"show"}', 'application/json'),
  ),
})

test('looking only at the rules of a method and a beginning decides what looking at every rule does', () => {
  let protectedOnes = 0
  const property = fc.property(
    fc.array(ruleSource, { minLength: 10, maxLength: 20 }),
    fc.array(outgoing, { minLength: 20, maxLength: 20 }),
    (sources, requests) => {
      const policy = compiled(sources.map((source, index) => ({ ...source, id: `rule-${index}` })))
      for (const request of requests) {
        const every = matchAmong(policy.rules, request, ['rule-0'])
        if (every !== undefined) protectedOnes += 1
        expect(matchRule(policy, request, ['rule-0'])).toEqual(every)
      }
    },
  )
  fc.assert(property, { numRuns: 300 })
  expect(protectedOnes).toBeGreaterThan(300)
})

test('a rule of another method, host or path is not asked', () => {
  const policy = compiled([
    rule('of-a', 'DELETE', 'https://a.example/users/:user'),
    rule('of-b', 'DELETE', 'https://b.example/users/:user'),
    rule('of-any', 'DELETE', 'https://*.example/teams/:team'),
    rule('disguised', 'PUT', 'https://a.example/users/:user'),
  ])
  const asked = (method: string, url: string) => rulesFor(policy, method, urlReadings(url)).map(({ id }) => id)
  expect(asked('DELETE', 'https://a.example/USERS/u-1')).toEqual(['of-a', 'of-any'])
  expect(asked('DELETE', 'https://b.example./users/u-1')).toEqual(['of-b', 'of-any'])
  expect(asked('DELETE', 'https://a.example/teams/t-1')).toEqual(['of-any'])
  expect(asked('POST', 'https://a.example//users/u-1')).toEqual(['of-a', 'of-any', 'disguised'])
  expect(asked('GET', 'https://a.example/users/u-1')).toEqual([])
})

test('an expression that could begin in two ways is asked for every address', () => {
  const [one] = compiled([rule('one', 'GET', 'https://a.example/x')]).rules
  if (one === undefined) throw new Error('There is a rule.')
  const either = (regex: string) => ({ rules: [{ ...one, match: { ...one.match, regex } }] })
  for (const regex of ['^https://a\\.example\\/x$|^https://b\\.example\\/x$', '^https://b\\.examplee?\\/x', 'b']) {
    expect(rulesFor(either(regex), 'GET', ['https://b.example/x'])).toHaveLength(1)
  }
})

function rule(id: string, method: string, url: string): RuleSource {
  return { id, console: 'Console', match: { method, url }, summary: 'Delete', approvers: { when: 'true' } }
}

function compiled(rules: RuleSource[]): Policy {
  const result = compilePolicy({ ...exampleSource, rules })
  if (!result.ok) throw new Error(JSON.stringify(result.faults))
  return result.policy
}

function bytes(text: string, type: string) {
  return { kind: 'bytes' as const, bytes: new TextEncoder().encode(text), type }
}
