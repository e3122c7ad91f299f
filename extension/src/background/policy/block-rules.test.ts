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
  const [block] = blockRules([rule('DELETE', 'https://a.example/api/del/:id')], 'chromium')
  expect(new RegExp(block?.condition.regexFilter ?? 'x', 'i').test(url)).toBe(blocked)
})

test('navigations and every other kind of request are named: the browser’s default leaves the first out', () => {
  const [block] = blockRules([rule('POST', 'https://a.example/x')], 'chromium')
  expect(block?.condition.resourceTypes).toEqual(
    expect.arrayContaining(['main_frame', 'sub_frame', 'xmlhttprequest', 'ping']),
  )
  expect(block?.condition.requestMethods).toEqual(['post'])
})

test('a method that network rules have no name for is blocked with all such', () => {
  expect(blockRules([rule('PURGE', 'https://a.example/x')], 'chromium')[0]?.condition.requestMethods).toEqual(['other'])
})
