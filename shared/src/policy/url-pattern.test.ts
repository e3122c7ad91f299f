import fc from 'fast-check'
import { URLPattern } from 'urlpattern-polyfill'
import { describe, expect, test } from 'vitest'
import { canonicalUrl } from './match/url.ts'
import { compileUrlPattern, UrlPatternError } from './url-pattern.ts'

const host = fc.constantFrom(
  'x.example',
  'a.x.example',
  ':sub.example',
  '*.example',
  '{a.}?x.example',
  'x.example:8080',
)
const literal = fc.constantFrom(
  'a',
  'b',
  'ab',
  '%20',
  ' ',
  'ü',
  '😀',
  '[',
  ']',
  '|',
  "'",
  '.',
  '-',
  '~',
  '\\:',
  '\\+',
  '@',
  '!',
  '&',
  '=',
  '$',
)
const step = fc.oneof({ weight: 3, arbitrary: literal }, fc.constantFrom('NAME', 'WILD', '{/a}?', '{/NAME}?', '{b}'))
const segment = fc.array(step, { minLength: 1, maxLength: 3 }).map((steps) => `/${steps.join('')}`)
const path = fc.array(segment, { minLength: 1, maxLength: 3 }).map((segments) => segments.join(''))
const query = fc.option(
  fc.array(step, { minLength: 0, maxLength: 3 }).map((steps) => `\\?${steps.join('')}`),
  { nil: '' },
)

/** Names are numbered, and kept apart from what would make them longer or repeat them. */
const pattern = fc.tuple(host, path, query).map((parts) => {
  let count = 0
  return `https://${parts.join('')}`
    .replaceAll('NAME', () => `{:n${count++}}`)
    .replaceAll('WILD', '{*}')
    .replaceAll('{/{:', '{/:')
    .replaceAll('}}?', '}?')
})

const urlHost = fc.constantFrom('x.example', 'a.x.example', 'b.example', 'x.example:8080', 'c.d.example', 'example')
const urlPiece = fc.constantFrom(
  'a',
  'b',
  'ab',
  '%20',
  ' ',
  'ü',
  '😀',
  '[',
  ']',
  '|',
  "'",
  '.',
  '-',
  '~',
  ':',
  '+',
  '@',
  '&',
  '=',
  '/',
  '/a',
  '?',
)
const url = fc
  .tuple(urlHost, fc.array(urlPiece, { maxLength: 6 }), fc.constantFrom('', '#f'))
  .map(([name, pieces, hash]) => `https://${name}/${pieces.join('')}${hash}`)

function agree(source: string, target: string): void {
  const reference = patternOf(source)
  if (reference === undefined) return
  const compiled = attempt(source)
  if (compiled === undefined) return
  const canonical = canonicalUrl(target) ?? ''
  // The polyfill takes an empty first segment for the start of a host.
  if (new URL(canonical).pathname.startsWith('//')) return
  expect([source, target, compiled.test(canonical)]).toEqual([source, target, reference.test(target)])
}

function patternOf(source: string): URLPattern | undefined {
  try {
    return new URLPattern(source)
  } catch {
    return undefined
  }
}

function attempt(source: string): RegExp | undefined {
  try {
    return new RegExp(compileUrlPattern(source).regex)
  } catch (error) {
    if (error instanceof UrlPatternError) return undefined
    throw error
  }
}

describe('a compiled URL pattern', () => {
  test('agrees with URLPattern on random URLs', () => {
    fc.assert(fc.property(pattern, url, agree), { numRuns: 1_500 })
  })

  test('agrees with URLPattern on URLs that are made from the pattern', () => {
    const filled = pattern.map((source) => [source, fillIn(source)] as const)
    fc.assert(
      fc.property(filled, ([source, target]) => agree(source, target)),
      { numRuns: 1_500 },
    )
  })

  test('accepts most of what the generator writes, so that the comparison means something', () => {
    const sources = fc.sample(pattern, { numRuns: 500, seed: 1 })
    const accepted = sources.filter((source) => attempt(source) !== undefined)
    const matching = accepted.filter((source) => attempt(source)?.test(canonicalUrl(fillIn(source)) ?? ''))
    expect(accepted.length).toBeGreaterThan(250)
    expect(matching.length).toBeGreaterThan(200)
  })

  test.each([
    ['https://x.example/:owner/:repo/settings/delete', 'https://x.example/acme/payments/settings/delete', true],
    ['https://x.example/:owner/delete', 'https://x.example/a/b/delete', false],
    ['https://x.example/a', 'https://x.example/a?any=query', true],
    ['https://x.example/a?b=1', 'https://x.example/a?b=2', false],
    ['https://x.example/a?', 'https://x.example/a', true],
    ['https://x.example/a?*', 'https://x.example/a', true],
    ['https://x.example/a?id=:id', 'https://x.example/a?id=1&further=2', true],
    ['https://x.example/:id\\?x=1', 'https://x.example/7?x=1', true],
    ['https://x.example/a%20b', 'https://x.example/a b', true],
    ['https://x.example/a[b]', 'https://x.example/a[b]', true],
    ['https://x.example:443/a', 'https://x.example/a', true],
    ['https://x.example/a^b', 'https://x.example/a%5Eb', true],
    ['http://x.example/a', 'https://x.example/a', false],
    ['https://x.example/a', 'https://x.example.evil.example/a', false],
    ['https://x.example/a', 'https://evil.example/https://x.example/a', false],
    ['https://xaexample/a', 'https://x.example/a', false],
  ])('%s on %s: %s', (source, target, matches) => {
    expect(attempt(source)?.test(canonicalUrl(target) ?? '')).toBe(matches)
  })

  test('names its captures in the order in which they stand', () => {
    expect(compileUrlPattern('https://:sub.example/{:a/}?:b\\?q=:c').names).toEqual(['sub', 'a', 'b', 'c'])
  })
})

describe('a URL pattern is refused, with the offset of what is wrong, when it', () => {
  test.each([
    ['has no scheme', 'x.example/a', 0],
    ['leaves the scheme open', 'http{s}?://x.example/a', 0],
    ['has no path', 'https://x.example', 0],
    ['has no host', 'https:///a', 0],
    ['has a host in capitals', 'https://X.example/a', 8],
    ['has a host beyond ASCII', 'https://ü.example/a', 8],
    ['has a host that browsers write otherwise', 'https://127.1/a', 8],
    ['names a user', 'https://me@x.example/a', 10],
    ['has a slash in a group of the host', 'https://x{/a}/b', 10],
    ['has a port that is none', 'https://x.example:0/a', 18],
    ['has a port above 65535', 'https://x.example:70000/a', 18],
    ['has a regular expression', 'https://x.example/(a|b)', 18],
    ['makes a name optional', 'https://x.example/:id?', 21],
    ['repeats a name', 'https://x.example/:id+', 21],
    ['repeats a name at will', 'https://x.example/:id*', 21],
    ['makes a wildcard optional', 'https://x.example/*?a=1', 19],
    ['repeats a wildcard', 'https://x.example/**', 19],
    ['repeats a group', 'https://x.example/{a}+', 21],
    ['repeats a group at will', 'https://x.example/{a}*', 21],
    ['puts a group into a group', 'https://x.example/{a{b}}', 20],
    ['does not close a group', 'https://x.example/{a', 18],
    ['closes what is not open', 'https://x.example/a}', 19],
    ['has a colon without a name', 'https://x.example/a:1', 19],
    ['has a name with "$"', 'https://x.example/:a$b', 18],
    ['has a name beyond ASCII', 'https://x.example/:ü', 18],
    ['uses a name twice', 'https://x.example/:a/:a', 21],
    ['has a fragment', 'https://x.example/a#b', 19],
    ['has a fragment behind a query', 'https://x.example/a?b#c', 21],
    ['has a dot segment', 'https://x.example/a/../b', 17],
    ['has a hidden dot segment', 'https://x.example/a/%2E{.}/b', 17],
    ['ends with an escape', 'https://x.example/a\\', 19],
    ['escapes a backslash, which browsers turn', 'https://x.example/a\\\\b', 19],
    ['has a line break', 'https://x.example/a\nb', 19],
    ['has half a character', 'https://x.example/a\ud800', 19],
  ])('%s', (_, source, at) => {
    expect(offsetOf(source)).toBe(at)
  })
})

function offsetOf(source: string): number | undefined {
  try {
    compileUrlPattern(source)
    return undefined
  } catch (error) {
    return error instanceof UrlPatternError ? error.at : undefined
  }
}

/** A URL that the pattern should fit. */
function fillIn(source: string): string {
  return source
    .replaceAll(/:n\d+/g, 'name')
    .replace(':sub', 'sub')
    .replaceAll('*', 'wild')
    .replaceAll(/\{([^}]*)\}\??/g, '$1')
    .replaceAll(/\\(.)/g, '$1')
}
