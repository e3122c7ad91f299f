import { expect, test } from 'vitest'
import { examplePolicy } from '../../vectors/example.ts'
import { encodeBase64url } from '../encoding/base64url.ts'
import { digestOf, jcs } from './digest.ts'
import { nameOffered } from './offered-policy.ts'

const policy = examplePolicy()
const payload = encodeBase64url(new TextEncoder().encode(jcs(policy)))

test('an offer is named by the digest and version of the policy that it ends with', async () => {
  const named = { digest: await digestOf(policy), version: 7 }
  expect(await nameOffered({ jws: `e30.${payload}.AA`, replacements: [] })).toEqual(named)
  expect(await nameOffered({ jws: 'e30.e30.AA', replacements: [{ body: payload }] })).toEqual(named)
})

test('nonsense has a name too, each its own', async () => {
  const nonsense = [null, 7, {}, { jws: 7 }, { jws: '..' }, { jws: 'a.%.c' }, { jws: 'a.AA.c' }]
  const names = await Promise.all(nonsense.map(nameOffered))
  expect(names.every(({ digest, version }) => digest.length === 43 && version === undefined)).toBe(true)
  expect(new Set(names.map(({ digest }) => digest)).size).toBe(nonsense.length)
})
