import { expect, test } from 'vitest'
import type { Captured } from './action.ts'
import { fitsAction } from './fits-action.ts'

const rule = { secret_headers: ['x-key'] }
const captured: Captured = { method: 'POST', url: 'https://a.example/', headers: [], body: { kind: 'none' } }
const headers = (count: number, value: string) => Array.from({ length: count }, (_, n) => [`x-${n}`, value] as const)
const typed = (type: string): Captured['body'] => ({ kind: 'bytes', bytes: new Uint8Array(1), type })

test.each<[string, Partial<Captured>]>([
  ['nothing special', {}],
  ['an address of the longest', { url: `https://a.example/${'x'.repeat(8_174)}` }],
  ['a header of the longest', { headers: headers(1, 'x'.repeat(8_192)) }],
  ['a hundred headers', { headers: headers(100, 'x') }],
  ['a longer one that is hidden', { headers: [['X-Key', 'x'.repeat(20_000)]] }],
  ['a content type of the longest', { body: typed('x'.repeat(200)) }],
])('%s fits', (_, part) => {
  expect(fitsAction(rule, { ...captured, ...part })).toBe(true)
})

test.each<[string, Partial<Captured>]>([
  ['a longer address', { url: `https://a.example/${'x'.repeat(8_175)}` }],
  ['a longer header', { headers: headers(1, 'x'.repeat(8_193)) }],
  ['a longer name of a header', { headers: [['x'.repeat(201), '']] }],
  ['more headers', { headers: headers(101, 'x') }],
  ['headers that are too much together', { headers: headers(6, 'x'.repeat(8_000)) }],
  ['a longer content type', { body: typed('x'.repeat(201)) }],
])('%s does not', (_, part) => {
  expect(fitsAction(rule, { ...captured, ...part })).toBe(false)
})
