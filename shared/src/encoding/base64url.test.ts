import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { refusalOf } from '../../vectors/refusal.ts'
import { decodeBase64url, encodeBase64url } from './base64url.ts'

describe('strict base64url', () => {
  test('gives back every sequence of bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(decodeBase64url(encodeBase64url(bytes))).toEqual(bytes)
      }),
    )
  })

  test('has one spelling only: what decodes is what would be encoded', () => {
    const letters = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_')
    fc.assert(
      fc.property(fc.string({ unit: letters, maxLength: 12 }), (text) => {
        try {
          expect(encodeBase64url(decodeBase64url(text))).toBe(text)
        } catch (error) {
          expect(error).toMatchObject({ code: 'base64url_malformed' })
        }
      }),
    )
  })

  test('encodes more bytes than a call has room for arguments', () => {
    expect(encodeBase64url(new Uint8Array(300_000))).toHaveLength(400_000)
  })

  test.each([
    ['padding', 'AA=='],
    ['white space', 'AA A'],
    ['a line break at the end', 'AAAA\n'],
    ['the letters of plain base64', 'ab+/'],
    ['a length that no bytes have', 'AAAAA'],
    ['unused bits after one byte', 'AB'],
    ['unused bits after two bytes', 'AAB'],
    ['letters beyond ASCII', 'AAé0'],
  ])('refuses %s', async (_, text) => {
    expect(await refusalOf(() => decodeBase64url(text))).toBe('base64url_malformed')
  })
})
