import { exportJWK, generateKeyPair } from 'jose'
import { expect, test } from 'vitest'
import { chooseTrust } from './choose.ts'
import { parseManaged } from './managed.ts'

const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
const policy_key = await exportJWK(publicKey)
const relay = 'https://countersign.acme.example'
const anchor = { relay, policyKey: policy_key, minVersion: 0 }

test('relay and key make an anchor; the key is a JWK or its JSON', () => {
  expect(parseManaged({ relay, policy_key })).toEqual({ kind: 'anchor', anchor })
  expect(parseManaged({ relay: `${relay}/`, policy_key_json: JSON.stringify(policy_key), min_version: 7 })).toEqual({
    kind: 'anchor',
    anchor: { ...anchor, minVersion: 7 },
  })
  expect(parseManaged({ relay: 'http://127.0.0.1:8790', policy_key })).toMatchObject({ kind: 'anchor' })
})

test('without settings there is no anchor in them', () => {
  expect(parseManaged({})).toEqual({ kind: 'absent' })
})

test.each([
  ['half an anchor', { relay }, 'policy_key'],
  ['the other half', { policy_key }, 'relay'],
  ['a relay over plain http', { relay: 'http://countersign.acme.example', policy_key }, 'relay'],
  ['an address with a path', { relay: `${relay}/x`, policy_key }, 'relay'],
  ['no address', { relay: 'countersign', policy_key }, 'relay'],
  ['a private key', { relay, policy_key: await exportJWK(privateKey) }, 'policy_key'],
  ['text that is no JSON', { relay, policy_key_json: '{"kty"' }, 'policy_key'],
  ['a key that is set twice', { relay, policy_key, policy_key_json: JSON.stringify(policy_key) }, 'policy key'],
  ['a key of another kind', { relay, policy_key: { kty: 'RSA', n: 'AQAB', e: 'AQAB' } }, 'policy_key'],
  ['a version that is none', { relay, policy_key, min_version: -1 }, 'min_version'],
  ['a setting that does not exist', { relay, policy_key, minVersion: 7 }, 'minVersion'],
])('%s is malformed, and the fault names the setting', (_, settings, named) => {
  const managed = parseManaged(settings)
  expect(managed.kind === 'malformed' && managed.fault).toContain(named)
})

test('managed settings come before the build, and the build before what a person pinned', () => {
  const managed = parseManaged({ relay, policy_key })
  const build = { anchor: { ...anchor, relay: 'https://built.example' }, policy: 'a.b.c' }
  const pinned = { ...anchor, relay: 'https://pinned.example' }
  expect(chooseTrust(managed, build, pinned)).toMatchObject({ from: 'managed', anchor, shipped: 'a.b.c' })
  expect(chooseTrust({ kind: 'absent' }, build, pinned)).toMatchObject({ from: 'build', anchor: build.anchor })
  expect(chooseTrust({ kind: 'absent' }, {}, pinned)).toMatchObject({ from: 'pinned', anchor: pinned })
  expect(chooseTrust({ kind: 'absent' }, {}, undefined)).toEqual({ kind: 'none' })
})

test('wrong managed settings let no other anchor count', () => {
  const managed = parseManaged({ relay })
  expect(chooseTrust(managed, { anchor, policy: 'a.b.c' }, anchor)).toBe(managed)
})
