import { expect, test } from 'vitest'
import { type RequestBody, seenOf } from './seen.ts'

const buffer = (text: string) => new TextEncoder().encode(text).buffer

test.each<[string, RequestBody | null, unknown]>([
  ['bytes in parts', { raw: [{ bytes: buffer('{"a"') }, { bytes: buffer(':1}') }] }, '{"a":1}'],
  ['a part that is a file', { raw: [{ bytes: buffer('a') }, { file: '/tmp/x' }] }, 'hidden'],
  ['an error', { error: 'Unknown error.' }, 'hidden'],
  ['fields', { formData: { a: ['1', '2'] } }, new Map([['a', ['1', '2']]])],
])('%s', (_, body, expected) => {
  const seen = seenOf(body, true)
  const shown = seen.kind === 'bytes' ? new TextDecoder().decode(seen.bytes) : undefined
  expect(shown ?? (seen.kind === 'fields' ? seen.fields : seen.kind)).toEqual(expected)
})

test('a body of which nothing is told is none in Firefox, and may be anything in Chromium', () => {
  expect(seenOf(null, true)).toEqual({ kind: 'none' })
  expect(seenOf(undefined, false)).toEqual({ kind: 'hidden' })
})
