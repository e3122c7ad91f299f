import { expect, test } from 'vitest'
import { charsetOf, essenceOf, isXml, withUtf8 } from './mime.ts'

test('a text that names another encoding is sent as UTF-8, the rest of its type untouched', () => {
  expect(withUtf8('text/plain; charset=iso-8859-1')).toBe('text/plain; charset=UTF-8')
  expect(withUtf8('text/x;charset="latin1";x=1')).toBe('text/x;charset="UTF-8";x=1')
  expect(withUtf8('application/json')).toBe('application/json')
})

test('a type is read without its parameters and in lower case', () => {
  expect(essenceOf('Text/HTML; Charset=utf-8')).toBe('text/html')
  expect(essenceOf('application/json')).toBe('application/json')
  expect(essenceOf('')).toBeUndefined()
  expect(essenceOf('nonsense')).toBeUndefined()
})

test('an encoding is found with and without quotes, or not at all', () => {
  expect(charsetOf('text/plain; charset=iso-8859-1')).toBe('iso-8859-1')
  expect(charsetOf('text/plain;x=1; Charset="utf-16"')).toBe('utf-16')
  expect(charsetOf('text/plain')).toBeUndefined()
})

test('XML is XML by whatever name', () => {
  expect(['text/xml', 'application/xml', 'image/svg+xml'].map(isXml)).toEqual([true, true, true])
  expect(['text/html', 'application/json', 'text/xml-not'].map(isXml)).toEqual([false, false, false])
})
