import { compileUrlPattern, type Rule } from '@countersign/shared/policy'
import { expect, test } from 'vitest'
import { concernedBy } from './concerned.ts'

/** The part of a policy that is looked at. */
function rule(id: string, match: Pick<Rule['match'], 'method' | 'url'> & Partial<Rule['match']>): Rule {
  const { regex, names } = compileUrlPattern(match.url)
  return { id, console: `console of ${id}`, summary: id, match: { regex, names: [...names], ...match } } as Rule
}

const policy = {
  rules: [
    rule('open', { method: 'GET', url: 'https://a.example/clear/:name', no_method_override: true }),
    rule('delete', { method: 'DELETE', url: 'https://a.example/users/:user' }),
    rule('body', {
      method: 'POST',
      url: 'https://b.example/index.php',
      body: { mode: 'strict', form: [{ field: 'op', is: ['delete'] }] },
    }),
    rule('relaxed', {
      method: 'POST',
      url: 'https://c.example/x',
      body: { mode: 'relaxed', form: [{ field: 'op', is: ['delete'] }] },
    }),
    rule('danger', { method: 'PUT', url: 'https://d.example/x', headers: [{ name: 'x-danger', is: ['yes'] }] }),
    rule('large', { method: 'PATCH', url: 'https://d.example/x', size: { at_least: 9 }, no_method_override: true }),
  ],
}

test.each([
  ['GET', 'https://a.example/clear/x', 'open'],
  ['HEAD', 'https://a.example/clear/x#y', 'open'],
  ['GET', 'wss://a.example/clear/x', 'open'],
  ['DELETE', 'https://a.example/users//u-1/', 'delete'],
])('%s %s is protected by the rule %s', (method, url, id) => {
  expect(concernedBy(policy, { method, url })).toMatchObject({ kind: 'protected', rule: { id } })
})

test.each([
  // It might name DELETE inside.
  ['POST', 'https://a.example/users/u-1', 'delete', 'unseen'],
  ['POST', 'https://b.example/index.php', 'body', 'unseen'],
  ['PUT', 'https://d.example/x', 'danger', 'unseen'],
  ['PATCH', 'https://d.example/x', 'large', 'unseen'],
  ['DELETE', 'https://a.example/else//where', 'delete', 'spelling'],
  ['HEAD', 'https://a.example/else//where', 'open', 'spelling'],
])('whether %s %s is protected nobody could look into, because of the rule %s: %s', (method, url, id, alike) => {
  expect(concernedBy(policy, { method, url })).toMatchObject({ kind: 'alike', rule: { id }, alike })
})

test.each([
  ['GET', 'https://a.example/users/u-1'],
  ['PUT', 'https://a.example/else//where'],
  ['DELETE', 'https://d.example/users/u-1'],
  ['GET', 'about:blank'],
])('%s %s concerns no rule', (method, url) => {
  expect(concernedBy(policy, { method, url })).toBeUndefined()
})
