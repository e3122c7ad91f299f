import type { Rule } from '@countersign/shared/policy'
import { compileUrlPattern } from '@countersign/shared/policy'
import { expect, test } from 'vitest'
import { blockRules } from './block-rules.ts'

/** The part of a rule that the network rules are made from. */
function rule(method: string, url: string): Rule {
  const { regex, names } = compileUrlPattern(url)
  return { match: { method, url, regex, names: [...names] } } as Rule
}

test.each([
  ['https://a.example/api/del/42', true],
  ['https://a.example/api/del/42#x', true],
  ['https://a.example/api/del/42?y=1#x', true],
  ['https://a.example/api/del/42/more', false],
  ['https://b.example/api/del/42', false],
])('%s is blocked: %s, whatever its fragment', (url, blocked) => {
  const [block] = blockRules([rule('DELETE', 'https://a.example/api/del/:id')])
  expect(new RegExp(block?.condition.regexFilter ?? 'x', 'i').test(url)).toBe(blocked)
})

test('navigations and every other kind of request are named: the browser’s default leaves the first out', () => {
  const [block] = blockRules([rule('POST', 'https://a.example/x')])
  expect(block?.condition.resourceTypes).toEqual(
    expect.arrayContaining(['main_frame', 'sub_frame', 'xmlhttprequest', 'ping']),
  )
  expect(block?.condition.requestMethods).toEqual(['post'])
})

test('a method that network rules have no name for is blocked with all such', () => {
  expect(blockRules([rule('PURGE', 'https://a.example/x')])[0]?.condition.requestMethods).toEqual(['other'])
})

test.each([
  ['https://a.example/%61pi/del/42', true],
  ['https://a.example/api/%44el/42', true],
  ['https://a.example/api/files/a%2Fb%2Etxt', false],
  ['https://a.example/api/files?name=%61', false],
  ['https://b.example/%61pi/del/42', false],
])('%s, in which letters of the rule’s path may be percent-encoded, is blocked: %s', (url, blocked) => {
  const [, encoded] = blockRules([rule('DELETE', 'https://a.example/api/del/:id')])
  expect(new RegExp(encoded?.condition.regexFilter ?? 'x', 'i').test(url)).toBe(blocked)
})

test('a rule with nothing but names in its path has no letters to encode', () => {
  expect(blockRules([rule('DELETE', 'https://a.example/:owner/:repo')])).toHaveLength(1)
})

test('what may not be read is not reached by HEAD or the handshake of a WebSocket either', () => {
  const rules = blockRules([rule('GET', 'https://a.example/api/run/:id')])
  expect(rules[0]?.condition.requestMethods).toEqual(['get', 'head'])
  const sockets = rules.filter(({ condition }) => condition.requestMethods === undefined)
  const blocks = (url: string) => sockets.some(({ condition }) => new RegExp(condition.regexFilter, 'i').test(url))
  expect(blocks('wss://a.example/api/run/1#x')).toBe(true)
  expect(blocks('wss://a.example/%61pi/run/1')).toBe(true)
  expect(blocks('wss://a.example/api/runs')).toBe(false)
})
