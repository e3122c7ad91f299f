import { describe, expect, test } from 'vitest'
import type { Action } from '../protocol/index.ts'
import { reindentJson } from './reindent-json.ts'
import { bodyToShow } from './shown-body.ts'

describe('bodyToShow', () => {
  test('indents JSON and keeps its text', () => {
    const text = '{"transfer_to":"u-2","ids":[1,{}],"note":"a, b: {c}"}'
    expect(show(text, 'application/json')).toEqual({
      kind: 'json',
      text: '{\n  "transfer_to": "u-2",\n  "ids": [\n    1,\n    {}\n  ],\n  "note": "a, b: {c}"\n}',
    })
  })

  test('splits a form into rows, repeated names included', () => {
    expect(show('a=1&a=%32&b=x+y', 'application/x-www-form-urlencoded; charset=utf-8')).toEqual({
      kind: 'form',
      rows: [
        ['a', '1'],
        ['a', '2'],
        ['b', 'x y'],
      ],
    })
  })

  test('shows what is said to be JSON and is not as the text that it is', () => {
    expect(show('{"a":', 'application/json')).toEqual({ kind: 'text', text: '{"a":' })
  })

  test('shows the head of what is not text', () => {
    expect(bodyToShow(bodyOf('application/octet-stream'), Uint8Array.of(0xff, 0x00, 0x10))).toEqual({
      kind: 'binary',
      head: 'ff 00 10',
      size: 3,
    })
  })

  test('names the digest of what did not travel', () => {
    expect(bodyToShow(bodyOf('text/plain'), undefined)).toMatchObject({ kind: 'not-shown', digest: 'd'.repeat(43) })
  })
})

describe('reindentJson', () => {
  test('keeps digits that a number cannot hold, and names that stand twice', () => {
    expect(reindentJson('{"id":12345678901234567890,"id":1e400}')).toBe(
      '{\n  "id": 12345678901234567890,\n  "id": 1e400\n}',
    )
  })

  test('keeps escapes as they will be sent', () => {
    expect(reindentJson('["\\u202e\\"]"]')).toBe('[\n  "\\u202e\\"]"\n]')
  })
})

function show(text: string, type: string) {
  return bodyToShow(bodyOf(type), new TextEncoder().encode(text))
}

function bodyOf(type: string): NonNullable<Action['body']> {
  // A digest is branded; for showing, its characters are enough.
  return { kind: 'bytes', digest: 'd'.repeat(43) as never, size: 3, type }
}
