import { expect, test } from 'vitest'
import { pack, unpack } from './packed.ts'

test('texts come out as they went in, whatever is in them', () => {
  const texts = ['DELETE', '', '3:abc', '\u0000\uffff\ud800', 'ü'.repeat(1_000)]
  expect(unpack(pack(texts))).toEqual(texts)
  expect(unpack(pack([]))).toEqual([])
})
