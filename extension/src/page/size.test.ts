import { expect, test } from 'vitest'
import { isTooLarge, sizeAtLeast } from './size.ts'

test('a body says how much it is without being copied', () => {
  const form = new FormData()
  form.append('ab', 'cde')
  form.append('f', new Blob(['1234']), 'name')
  const bodies = [
    'abc',
    new Blob(['ab']),
    new ArrayBuffer(5),
    new DataView(new ArrayBuffer(9), 2),
    new Uint16Array(3),
    form,
  ]
  expect(bodies.map(sizeAtLeast)).toEqual([3, 2, 5, 7, 6, 10])
})

test('what has no size of its own counts as nothing yet', () => {
  expect([null, undefined, 7, {}, new ReadableStream(), new URLSearchParams('a=b')].map(sizeAtLeast)).toEqual(
    Array(6).fill(0),
  )
})

test('the limit itself is not too large, one byte more is', () => {
  expect(isTooLarge(new ArrayBuffer(1_048_576))).toBe(false)
  expect(isTooLarge(new ArrayBuffer(1_048_577))).toBe(true)
})
