import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { refusalOf } from '../../vectors/refusal.ts'
import { parseStrictJson } from './strict-json.ts'

const parse = (text: string) => parseStrictJson(new TextEncoder().encode(text))

const attempt = (run: () => unknown): { ok: true; value: unknown } | { ok: false } => {
  try {
    return { ok: true, value: run() }
  } catch (error) {
    expect(error).toMatchObject({ code: 'json_malformed' })
    return { ok: false }
  }
}

describe('strict JSON', () => {
  test('reads what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const text = JSON.stringify(value)
        expect(parse(text)).toEqual(JSON.parse(text))
      }),
    )
  })

  test('takes equal names in different objects, and names that look like marks', () => {
    expect(parse('[{"a":1,"b":{"a":2}},{"a":3}]')).toEqual([{ a: 1, b: { a: 2 } }, { a: 3 }])
    expect(parse('{"{":"}","[\\"":":","\\\\":",\\\\"}')).toEqual({ '{': '}', '["': ':', '\\': ',\\' })
  })

  test('keeps "__proto__" as a name like any other', () => {
    const value = parse('{"__proto__":{"admin":true}}')
    expect(Object.keys(Object(value))).toEqual(['__proto__'])
    expect(Object(value).admin).toBeUndefined()
  })

  test('nests 64 deep and no deeper', async () => {
    expect(await refusalOf(() => parse('['.repeat(64) + ']'.repeat(64)))).toBe('accepted')
    expect(await refusalOf(() => parse('['.repeat(65) + ']'.repeat(65)))).toBe('json_malformed')
    expect(await refusalOf(() => parse('['.repeat(1_000_000) + ']'.repeat(1_000_000)))).toBe('json_malformed')
  })

  test.each([
    ['a name that stands twice', '{"a":1,"a":1}'],
    ['a name that stands twice in two spellings', '{"a":1,"\\u0061":2}'],
    ['a name that stands twice, far apart and deep', '{"a":{"b":1,"c":[{"b":2}],"b":3}}'],
    ['a lone surrogate in a value', '"\\ud800"'],
    ['a lone surrogate in a name', '{"\\udc00":1}'],
    ['a number that overflows', '1e400'],
    ['a number that overflows below', '[-1e400]'],
    ['nothing', ''],
    ['something behind the value', '{} {}'],
    ['a comment', '{}//'],
    ['a trailing comma', '[1,]'],
    ['a string that does not end', '"abc'],
    ['a byte order mark', '\ufeff{}'],
  ])('refuses %s', async (_, text) => {
    expect(await refusalOf(() => parse(text))).toBe('json_malformed')
  })

  test('refuses bytes that are no UTF-8', async () => {
    expect(await refusalOf(() => parseStrictJson(Uint8Array.of(0x22, 0xc3, 0x28, 0x22)))).toBe('json_malformed')
    expect(await refusalOf(() => parseStrictJson(Uint8Array.of(0x22, 0xc0, 0x80, 0x22)))).toBe('json_malformed')
  })

  test('refuses a megabyte of escaped quotes without going over it again and again', async () => {
    expect(await refusalOf(() => parse(`"${'\\"'.repeat(500_000)}`))).toBe('json_malformed')
  })

  test('reads a string of five million escapes: no stack grows with it', () => {
    expect(parse(`{"a":"${'\\n'.repeat(5_000_000)}"}`)).toHaveProperty('a.length', 5_000_000)
  })

  test('refuses more than 100,000 commas and brackets before anything is built of them', async () => {
    const list = (count: number) => `[${'0,'.repeat(count - 1)}0]`
    expect(await refusalOf(() => parse(list(100_000)))).toBe('accepted')
    expect(await refusalOf(() => parse(list(100_001)))).toBe('json_malformed')
    expect(await refusalOf(() => parse('[]'.repeat(2_000_000)))).toBe('json_malformed')
  })

  test('refuses a colon where no name stands before it, at any depth', async () => {
    for (const text of [':', '":', '"a":1', '[:]', '["a":1]', '{:1}', '{"a"::1}', '}:{', '{1:2}'])
      expect(await refusalOf(() => parse(text)), text).toBe('json_malformed')
  })

  test('accepts nothing that JSON.parse refuses, and reads nothing otherwise than it', () => {
    const marks = fc.constantFrom(
      ...'{}[],:"\\ \n',
      '"a"',
      '"b"',
      '"\\u0061"',
      '1',
      '-0',
      '1e9',
      'null',
      'true',
      '"\\ud83d\\ude00"',
    )
    fc.assert(
      fc.property(fc.array(marks, { maxLength: 14 }), (parts) => {
        const text = parts.join('')
        const strict = attempt(() => parse(text))
        if (strict.ok) expect(strict.value).toEqual(JSON.parse(text))
      }),
      { numRuns: 3_000 },
    )
  })
})
