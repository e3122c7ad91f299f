import { compileUrlPattern, type Rule } from '@countersign/shared/policy'
import { expect, test } from 'vitest'
import { blockRules } from './block-rules.ts'

/** The part of a policy that the network rules are made from. */
function policy(method: string, url: string, more: Partial<Rule['match']> = {}): { rules: Rule[] } {
  const { regex, names } = compileUrlPattern(url)
  return { rules: [{ match: { method, url, regex, names: [...names], ...more } } as Rule] }
}

test.each([
  ['https://a.example/api/del/42', true],
  ['https://a.example/api/del/42#x', true],
  ['https://a.example/api/del/42?y=1#x', true],
  ['https://a.example/api/del/42/more', false],
  ['https://b.example/api/del/42', false],
])('%s is blocked: %s, whatever its fragment', (url, blocked) => {
  const [block] = blockRules(policy('DELETE', 'https://a.example/api/del/:id'), 'chromium')
  expect(new RegExp(block?.condition.regexFilter ?? 'x', 'i').test(url)).toBe(blocked)
})

test('navigations and every other kind of request are named: the browser’s default leaves the first out', () => {
  const [block] = blockRules(policy('POST', 'https://a.example/x'), 'chromium')
  expect(block?.condition.resourceTypes).toEqual(
    expect.arrayContaining(['main_frame', 'sub_frame', 'xmlhttprequest', 'ping']),
  )
  expect(block?.condition.requestMethods).toEqual(['post'])
})

test('a method that network rules have no name for is blocked with all such', () => {
  expect(blockRules(policy('PURGE', 'https://a.example/x'), 'chromium')[0]?.condition.requestMethods).toEqual([
    'other',
    'post',
  ])
})

const methodsOf = (rules: { rules: Rule[] }) =>
  blockRules(rules, 'chromium').map(({ condition }) => condition.requestMethods?.join())

test('a method that a POST can name instead is blocked with POST; not where the policy says that the console takes none', () => {
  expect(methodsOf(policy('DELETE', 'https://a.example/x'))).toEqual(Array(4).fill('delete,post'))
  expect(methodsOf(policy('DELETE', 'https://a.example/x', { no_method_override: true }))).toEqual(
    Array(4).fill('delete'),
  )
})

test('a relaxed rule blocks nothing, unless a strict one of the same address does', () => {
  const relaxed = policy('POST', 'https://a.example/x', {
    body: { mode: 'relaxed', form: [{ field: 'a', is: ['b'] }] },
  })
  expect(blockRules(relaxed, 'chromium')).toEqual([])
  const byHeader = { headers: [{ name: 'x-a', is: ['1'] }] }
  const looking = policy('POST', 'https://a.example/x', { ...byHeader, mode: 'relaxed' })
  expect(blockRules(looking, 'chromium')).toEqual([])
  expect(blockRules(policy('POST', 'https://a.example/x', byHeader), 'chromium')).not.toEqual([])
  expect(methodsOf({ rules: [...relaxed.rules, ...policy('POST', 'https://a.example/x').rules] })).toEqual(
    Array(4).fill('post'),
  )
})

test.each([
  ['https://a.example/%61pi/del/42', true],
  ['https://a.example/api/%44el/42', true],
  ['https://a.example/api/files/a%2Ftxt', true],
  ['https://a.example/api/files?name=%61', false],
  ['https://b.example/%61pi/del/42', false],
])('%s, as no browser writes it by itself, is blocked: %s', (url, blocked) => {
  const rules = blockRules(policy('DELETE', 'https://a.example/api/del/:id'), 'chromium')
  expect(rules.some(({ condition }) => new RegExp(condition.regexFilter, 'i').test(url))).toBe(blocked)
})

test('what may not be read is not reached by HEAD or the handshake of a WebSocket either', () => {
  const rules = blockRules(policy('GET', 'https://a.example/api/run/:id'), 'chromium')
  expect(rules[0]?.condition.requestMethods).toEqual(expect.arrayContaining(['get', 'head']))
  const sockets = rules.filter(({ condition }) => condition.requestMethods === undefined)
  const blocks = (url: string) => sockets.some(({ condition }) => new RegExp(condition.regexFilter, 'i').test(url))
  expect(blocks('wss://a.example/api/run/1#x')).toBe(true)
  expect(blocks('wss://a.example/%61pi/run/1')).toBe(true)
  expect(blocks('wss://a.example/api/runs')).toBe(false)
})
