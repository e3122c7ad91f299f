import { describe, expect, test } from 'vitest'
import { refusalOf } from '../../vectors/refusal.ts'
import { digestOf, jcs, sha256 } from './digest.ts'

describe('JCS', () => {
  test('writes the example of RFC 8785 §3.2.2', () => {
    const value = JSON.parse(
      '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],' +
        '"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
    )
    expect(jcs(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    )
  })

  test('sorts names by UTF-16 units, as in RFC 8785 §3.2.3', () => {
    const value = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 }
    expect(Object.values(JSON.parse(jcs(value)))).toHaveLength(7)
    expect([...jcs(value).matchAll(/:(\d)/g)].map(([, number]) => number).join('')).toBe('2467153')
  })

  test.each([
    [0, '0'],
    [-0, '0'],
    [5e-324, '5e-324'],
    [1.7976931348623157e308, '1.7976931348623157e+308'],
    [9007199254740992, '9007199254740992'],
    [295147905179352830000, '295147905179352830000'],
    [9.999999999999997e22, '9.999999999999997e+22'],
    [1e23, '1e+23'],
    [0.000001, '0.000001'],
    [1e-7, '1e-7'],
    [333333333.33333325, '333333333.33333325'],
    [1424953923781206.2, '1424953923781206.2'],
  ])('writes the number %d of RFC 8785 appendix B as %s', (number, text) => {
    expect(jcs(number)).toBe(text)
  })

  test.each([
    ['undefined', undefined],
    ['NaN', { a: Number.NaN }],
    ['infinity', [Number.POSITIVE_INFINITY]],
    ['a lone surrogate in a value', { a: 'x\ud800' }],
    ['a lone surrogate in a name', { '\udfff': 1 }],
    ['a lone surrogate behind a backslash', '\\\udabc'],
  ])('refuses %s', async (_, value) => {
    expect(await refusalOf(() => jcs(value))).toBe('json_malformed')
  })

  test('takes text that only looks like the escape of a surrogate', () => {
    expect(jcs('\\ud800')).toBe('"\\\\ud800"')
    expect(jcs('\\\\udfff 😀')).toBe('"\\\\\\\\udfff 😀"')
  })
})

describe('a digest', () => {
  test('is base64url of SHA-256, of text as UTF-8 and of bytes alike', async () => {
    expect(await sha256('')).toBe('47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU')
    expect(await sha256('€')).toBe(await sha256(Uint8Array.of(0xe2, 0x82, 0xac)))
  })

  test('does not depend on the order of members', async () => {
    expect(await digestOf({ a: 1, b: [2] })).toBe(await digestOf({ b: [2], a: 1 }))
    expect(await digestOf({ a: 1, b: [2] })).not.toBe(await digestOf({ a: 1, b: ['2'] }))
  })
})
