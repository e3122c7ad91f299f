import { expect, test } from 'vitest'
import { urlReadings } from './match/url.ts'
import { compileUrlNet } from './url-net.ts'
import { compileUrlPattern } from './url-pattern.ts'

function catches(pattern: string, url: string): 'exactly' | 'as odd' | 'not' {
  const { exact, odd } = compileUrlNet(pattern)
  const test = (regex: string) => new RegExp(regex, 'i').test(url)
  return test(exact) ? 'exactly' : odd.some(test) ? 'as odd' : 'not'
}

const pattern = 'https://a.example:8080/api/users/:user\\:purge'
test.each([
  ['https://a.example:8080/api/users/1:purge', 'exactly'],
  ['https://a.example:8080/API/users/1%3apurge/?x#y', 'exactly'],
  ['https://a.example:8080/api/users/1:purge/more', 'not'],
  ['https://a.example:8080/api/users/1', 'not'],
  ['https://a.example:8080/api/%75sers/1:purge', 'as odd'],
  ['https://a.example.:8080/api/users/1:purge', 'as odd'],
  ['https://me/?xy@a.example:8080/api/users/1:purge', 'not'],
  ['https://me:xy@a.example:8080/api/users/1:purge', 'as odd'],
  ['https://a.example:8080//x', 'as odd'],
  ['https://a.example:8080/x;y', 'as odd'],
  ['https://a.example:8080/x?y=//;%41', 'not'],
  ['https://a.example/api/users/1:purge', 'not'],
  ['https://b.example/https://a.example:8080/api/users/1:purge', 'not'],
])('%s is caught: %s', (url, expected) => {
  expect(catches(pattern, url)).toBe(expected)
})

test('a rule that speaks of the query is not fooled by how that is spelled', () => {
  const drop = 'https://a.example/x\\?do=drop'
  expect(catches(drop, 'https://a.example/x?do=drop#y')).toBe('exactly')
  expect(catches(drop, 'https://a.example/x?do=show')).toBe('not')
  expect(catches(drop, 'https://a.example/x?d%6f=drop')).toBe('as odd')
})

const paths = [
  '/api/users/1',
  '/api/%75sers/1/',
  '//api;x/users/1',
  '/api%2Fusers\\..%5c1',
  '/x/..;/api/users/1',
  '/API/users/%31?#',
]
test.each(paths)('what some reading of %s finds protected, the net has caught before', (path) => {
  const users = 'https://a.example/api/users/:user'
  for (const host of ['a.example', 'A.example.', 'b.example']) {
    const url = new URL(`https://${host}${path}`).href
    const isProtected = urlReadings(url).some((reading) =>
      new RegExp(compileUrlPattern(users).regex, 'i').test(reading),
    )
    if (isProtected) expect(catches(users, url)).not.toBe('not')
    expect(isProtected).toBe(host !== 'b.example' && path !== '/api%2Fusers\\..%5c1')
  }
})
