import { expect, test } from 'vitest'
import { otherSalt, salt } from '../../vectors/example.ts'
import { hiddenHash } from './hidden.ts'

test('a hidden hash is the same for the same place and value under one salt', async () => {
  expect(await hiddenHash(salt, 'header:cookie', 'v')).toBe(await hiddenHash(salt, 'header:cookie', 'v'))
})

test.each([
  ['salt', otherSalt, 'header:cookie', 'v'],
  ['place', salt, 'field:/cookie', 'v'],
  ['value', salt, 'header:cookie', 'w'],
])('a hidden hash changes with the %s', async (_, changedSalt, label, value) => {
  expect(await hiddenHash(changedSalt, label, value)).not.toBe(await hiddenHash(salt, 'header:cookie', 'v'))
})
