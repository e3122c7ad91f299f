import fc from 'fast-check'
import { expect, test } from 'vitest'
import { coversUrl } from './covers-url.ts'
import { compileUrlPattern } from './url-pattern.ts'

test.each([
  ['https://a.example/users/:user', 'https://a.example/users/:id', true],
  ['https://a.example/users/:user', 'https://a.example/users/me', true],
  ['https://a.example/users/:user', 'https://a.example/Users/u-:user', true],
  ['https://a.example/*', 'https://a.example/users/:user', true],
  ['https://a.example/*', 'https://a.example/a/*/b', true],
  ['https://a.example/users/*', 'https://a.example/users/', true],
  ['https://*.example/x', 'https://a.b.example/x', true],
  ['https://:host.example/x', 'https://a.example/x', true],
  ['https://a.example/x', 'https://a.example/x\\?y=1', true],
  ['https://a.example/{x/}?y', 'https://a.example/{x/}?y', true],
  ['https://a.example/users/:user', 'https://a.example/users/*', false],
  ['https://a.example/users/:user', 'https://a.example/users/', false],
  ['https://a.example/users/:user', 'https://a.example/users/a/b', false],
  ['https://:host.example/x', 'https://a.b.example/x', false],
  ['https://a.example/x\\?y=1', 'https://a.example/x', false],
  ['https://a.example/x\\?y=1', 'https://a.example/x\\?y=2', false],
  ['https://a.example/x', 'http://a.example/x', false],
  ['https://a.example:8443/x', 'https://a.example/x', false],
  ['https://a.example/{x/}?y', 'https://a.example/y', false],
  ['https://a.example/ä', 'https://a.example/Ä', false],
  ['https://a.example/ä/:n', 'https://a.example/Ä/x', false],
])('%s takes all of %s: %s', (wide, narrow, expected) => {
  expect(coversUrl(wide, narrow)).toBe(expected)
})

test('where it says so, no address of the narrow one escapes the wide one', () => {
  const part = fc.constantFrom('a', 'b', ':n', '*', 'a:n', '*b')
  const path = fc
    .array(part, { minLength: 1, maxLength: 3 })
    .map((parts) => `/${parts.map((one, at) => one.replace(':n', `:n${at}`)).join('/')}`)
  const host = fc.constantFrom('a.example', '*.example', ':h.example', 'a.b.example')
  const pattern = fc.tuple(host, path).map(([name, rest]) => `https://${name}${rest}`)
  const addresses = ['a', 'b', 'c', 'a.b', 'aa'].flatMap((name) =>
    ['/', '/a', '/b', '/ab', '/a/b', '/a/a', '/c/b', '/a//b', '/aa/b/a', '/b/a/b', '/a/b/a/b'].map(
      (rest) => `https://${name}.example${rest}`,
    ),
  )
  const matches = (one: string) => {
    const regex = new RegExp(compileUrlPattern(one).regex, 'i')
    return addresses.filter((address) => regex.test(address))
  }
  let covered = 0
  fc.assert(
    fc.property(pattern, pattern, (wide, narrow) => {
      if (!coversUrl(wide, narrow)) return
      covered += 1
      expect(matches(wide)).toEqual(expect.arrayContaining(matches(narrow)))
    }),
    { numRuns: 3_000 },
  )
  expect(covered).toBeGreaterThan(100)
})
