import { exportJWK, generateKeyPair } from 'jose'
import { expect, test } from 'vitest'
import { created, examplePolicy } from '../../vectors/example.ts'
import { refusalOf } from '../../vectors/refusal.ts'
import { digestOf } from './digest.ts'
import { signPolicy, verifyPolicy } from './trust-anchor.ts'

const policy = examplePolicy()
const { privateKey, publicKey } = await generateKeyPair('ES256')
const pinned = await exportJWK(publicKey)
const jws = await signPolicy(policy, privateKey, pinned)

test('a policy signed with the pinned key counts; its digest is that of the signed bytes', async () => {
  const trusted = await verifyPolicy(jws, pinned, 0, created)
  expect(trusted.policy).toEqual(policy)
  expect(trusted.digest).toBe(await digestOf(policy))
})

test('a policy signed with another key does not', async () => {
  const other = await exportJWK((await generateKeyPair('ES256')).publicKey)
  expect(await refusalOf(() => verifyPolicy(jws, other, 0, created))).toBe('policy_key_mismatch')
})

test('nor one that was changed', async () => {
  const [header, payload = '', signature] = jws.split('.')
  const changed = Buffer.from(payload, 'base64url').toString().replace('platform-leads', 'platform-reads')
  const forged = `${header}.${Buffer.from(changed).toString('base64url')}.${signature}`
  expect(await refusalOf(() => verifyPolicy(forged, pinned, 0, created))).toBe('policy_signature_invalid')
})

test('nor an older one than is in force, nor one that has run out', async () => {
  expect(await refusalOf(() => verifyPolicy(jws, pinned, policy.version + 1, created))).toBe('policy_rolled_back')
  expect(await refusalOf(() => verifyPolicy(jws, pinned, 0, policy.valid_until))).toBe('policy_expired')
})
