import { expect, test } from 'vitest'
import { changingParts } from './changing-parts.ts'

const headers = [
  { name: 'accept', value: '*/*' },
  { name: 'x-csrf-token', value: 'a' },
  { name: 'x-load', value: 'b' },
]

test('a CSRF token in a header or a form is named without a word of the rule', () => {
  const rows = [['id', '1'] as const, ['_token', 'c'] as const, ['_token', 'd'] as const]
  expect(changingParts({}, { headers }, { kind: 'form', rows })).toEqual(['x-csrf-token', '_token'])
})

test('what the rule names is named, whether the content can be read or not', () => {
  const rule = { per_load: { headers: ['x-load', 'x-not-there'], fields: ['/nonce'] } }
  const body = { kind: 'not-shown', size: 3, digest: 'x' } as const
  expect(changingParts(rule, { headers }, body)).toEqual(['x-csrf-token', 'x-load', '/nonce'])
})

test('nothing is named where there is nothing of it', () => {
  expect(changingParts({ per_load: { fields: ['/nonce'] } }, { headers: [] }, { kind: 'none' })).toEqual([])
})
