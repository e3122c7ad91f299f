import { expect, test } from 'vitest'
import { exampleSource } from '../../../vectors/example.ts'
import { compilePolicy, type PolicySource } from '../index.ts'
import { matchAddress, matchRule } from './rule.ts'

const policy = compiled(exampleSource)
const match = (method: string, url: string) => matchRule(policy, { method, url, headers: [], body: { kind: 'none' } })

test.each([
  ['post', 'https://github.example/acme/payments/settings/delete'],
  ['POST', 'https://github.example/acme/payments/settings/delete?x=1'],
  ['POST', 'https://github.example/acme/payments/settings/delete#x'],
  ['POST', 'HTTPS://GitHub.Example:443/acme/payments/settings/delete'],
  ['POST', 'https://me:secret@github.example/acme/payments/settings/delete'],
  ['POST', 'https://github.example/x/../acme/payments/settings/delete'],
  ['POST', 'https://github.example./acme/payments/settings/delete'],
  ['POST', 'https://github.example/acme/payments/%73ettings/delet%65'],
  ['POST', 'https://github.example/acme/payments/SETTINGS/delete'],
  ['POST', 'https://github.example/acme/payments/settings/delete/'],
  ['POST', 'https://github.example//acme/payments///settings/delete'],
  ['POST', 'https://github.example\\acme\\payments\\settings\\delete'],
  ['POST', 'https://github.example/acme/payments%2Fsettings%5cdelete'],
  ['POST', 'https://github.example/q/a/b%2F..%2F..%2F..%2Facme%2Fpayments/settings/delete'],
  ['POST', 'https://github.example/acme/payments/settings;v=1/delete;x'],
  ['POST', 'https://github.example/acme/x/..;/payments/settings/delete'],
  ['POST', 'https://github.example/acme/payments/settings/delete?'],
])('%s %s is protected', (method, url) => {
  expect(match(method, url)?.params).toEqual({ owner: 'acme', repo: 'payments' })
})

test.each([
  ['GET', 'https://github.example/acme/payments/settings/delete'],
  ['POST', 'https://github.example/acme/payments/settings/delete/now'],
  ['POST', 'http://github.example/acme/payments/settings/delete'],
  ['POST', 'https://github.example.evil.example/acme/payments/settings/delete'],
  ['POST', 'not a URL'],
])('%s %s is not', (method, url) => {
  expect(match(method, url)).toBeUndefined()
})

test('what the pattern captured is shown decoded', () => {
  expect(match('POST', 'https://github.example/acme/pay%20ments/settings/delete')?.params).toMatchObject({
    repo: 'pay ments',
  })
})

test('a part of the path with an encoded slash in it is one part first', () => {
  const url = 'https://github.example/acme/a%2Fb/settings/delete'
  expect(match('POST', url)?.params).toEqual({ owner: 'acme', repo: 'a/b' })
})

const deleting = compiled({
  ...exampleSource,
  rules: [{ ...rule(), id: 'delete-user', match: { method: 'DELETE', url: 'https://a.example/users/:user' } }],
})
type Given = {
  readonly headers?: readonly (readonly [string, string])[]
  readonly body?: string
  readonly type?: string
  readonly url?: string
}

function post({ headers = [], body, type = 'application/x-www-form-urlencoded', url }: Given, policy = deleting) {
  const sent =
    body === undefined
      ? ({ kind: 'none' } as const)
      : ({ kind: 'bytes', bytes: new TextEncoder().encode(body), type } as const)
  return matchRule(policy, { method: 'POST', url: url ?? 'https://a.example/users/u-1', headers, body: sent })?.rule.id
}

test.each<[string, Given]>([
  ['a header', { headers: [['X-HTTP-Method-Override', 'delete']] }],
  ['another header', { headers: [['x-http-method', ' DELETE ']] }],
  ['a third', { headers: [['X-Method-Override', 'PUT, DELETE']] }],
  ['a field', { body: 'a=1&_method=delete' }],
  ['a member', { body: '{"_method":"DELETE"}', type: 'application/json' }],
  ['the query', { url: 'https://a.example/users/u-1?_method=DELETE' }],
  ['JSON that is read in two ways', { body: '{"_method":"GET","_method":"DELETE"}', type: 'application/json' }],
  ['a form in another encoding', { body: 'x', type: 'application/x-www-form-urlencoded; charset=utf-16' }],
])('a POST that names the method by %s is protected', (_, given) => {
  expect(post(given)).toBe('delete-user')
})

test.each<[string, Given]>([
  ['nothing', {}],
  ['another method', { body: '_method=PATCH', headers: [['x-http-method', 'PATCH']] }],
  ['a field of another name', { body: 'method=DELETE' }],
  ['a file', { body: '\u0000\u0001', type: 'application/octet-stream' }],
  ['another address', { url: 'https://a.example/teams/u-1?_method=DELETE' }],
])('a POST that says %s is not', (_, given) => {
  expect(post(given)).toBeUndefined()
})

test('where the console takes no method from a POST, none is looked for', () => {
  const rules = deleting.rules.map((one) => ({ ...one, match: { ...one.match, no_method_override: true as const } }))
  expect(post({ body: '_method=DELETE' }, { ...deleting, rules })).toBeUndefined()
})

test('without the body the rules that are named count, beside those that are sure', () => {
  const by = (OP: string) => ({
    ...rule(),
    id: OP,
    match: { method: 'POST', url: 'https://a.example/x', body: { form: { OP } } },
  })
  const bodies = compiled({ ...exampleSource, rules: [by('drop'), by('truncate')] })
  const unseen = { method: 'POST', url: 'https://a.example/x', headers: [], body: { kind: 'unseen' } } as const
  expect(matchRule(bodies, unseen, ['truncate'])?.rule.id).toBe('truncate')
  expect(matchRule(bodies, unseen, ['truncate', 'drop'])).toMatchObject({ rule: { id: 'drop' }, also: ['truncate'] })
  expect(matchRule(bodies, unseen, ['other'])).toBeUndefined()
  expect(matchRule(bodies, { ...unseen, body: { kind: 'none' } }, ['truncate'])).toBeUndefined()
})

test('an address belongs to a rule whatever is sent there, and to none for another method', () => {
  const body = { form: { OP: 'drop' } }
  const one = { ...rule(), id: 'one', match: { method: 'POST', url: 'https://a.example/x', body } }
  const policy = compiled({ ...exampleSource, rules: [one] })
  expect(matchAddress(policy, 'post', 'https://a.example/x#y')?.id).toBe('one')
  expect(matchAddress(policy, 'PUT', 'https://a.example/x')).toBeUndefined()
  expect(matchAddress(policy, 'POST', 'https://a.example/y')).toBeUndefined()
})

function rule() {
  const [first] = exampleSource.rules
  if (first === undefined) throw new Error('the example has a rule')
  return { ...first, summary: 'Do it' }
}

function compiled(source: PolicySource) {
  const result = compilePolicy(source)
  if (!result.ok) throw new Error(JSON.stringify(result.faults))
  return result.policy
}
