import { signPolicy } from '@countersign/shared/protocol'
import { created, examplePolicy } from '@countersign/shared/vectors/example.ts'
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose'
import { expect, test } from 'vitest'
import { lookAt } from './candidate.ts'

const policy = examplePolicy()
const { privateKey, publicKey } = await generateKeyPair('ES256')
const policy_key = await exportJWK(publicKey)
const offer = { jws: await signPolicy(policy, privateKey, policy_key), replacements: [], push_key: '', policy_key }
const relay = 'https://countersign.acme.example'

test('organisation, issuers and the key’s fingerprint are what the person gets to compare', async () => {
  const looked = await look(` ${relay}/ `, offer)
  expect(looked).toMatchObject({
    kind: 'candidate',
    candidate: {
      relay,
      organisation: 'Acme',
      issuers: [{ name: 'Acme SSO', issuer: 'https://login.acme.example' }],
      fingerprint: await calculateJwkThumbprint(policy_key),
      version: 7,
    },
  })
})

test('what would be pinned takes nothing older from the first day on', async () => {
  expect(await look(relay, offer)).toMatchObject({ anchor: { relay, policyKey: policy_key, minVersion: 7 } })
})

test.each([
  ['no address', 'countersign', offer, /no address/],
  ['plain http', 'http://countersign.acme.example', offer, /no address/],
  ['nobody there', relay, undefined, /No Countersign relay/],
  ['no key', relay, { ...offer, policy_key: undefined }, /names no policy key/],
  [
    'another key than the one that signed',
    relay,
    { ...offer, policy_key: await otherKey() },
    /not signed with the key/,
  ],
  ['something else', relay, { hello: 'world', policy_key }, /not well formed/],
])('with %s there is nobody to trust', async (_, written, offered, why) => {
  expect(await look(written, offered)).toEqual({ kind: 'none', why: expect.stringMatching(why) })
})

test('nor under a policy that has run out', async () => {
  const looked = await look(relay, offer, policy.valid_until)
  expect(looked).toEqual({ kind: 'none', why: 'The policy is no longer valid.' })
})

function look(written: string, offered: unknown, now = created) {
  return lookAt(written, { fetchOffer: async () => offered, keysFor: async () => ({}), now })
}

async function otherKey() {
  return exportJWK((await generateKeyPair('ES256')).publicKey)
}
