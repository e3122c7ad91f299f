import { expect, test } from 'vitest'
import { headerLines, headerOf } from './headers.ts'

const head = {
  headers: [
    ['content-type', 'text/plain'],
    ['x-total', '3, 4'],
  ],
} as const

test('a header is found in whatever case it is asked for', () => {
  expect(headerOf(head, 'Content-Type')).toBe('text/plain')
  expect(headerOf(head, 'x-none')).toBeNull()
  expect(headerOf(undefined, 'content-type')).toBeNull()
})

test('all headers are one text of lines that end with CR LF', () => {
  expect(headerLines(head)).toBe('content-type: text/plain\r\nx-total: 3, 4\r\n')
  expect(headerLines(undefined)).toBe('')
})
