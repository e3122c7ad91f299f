import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose'
import { describe, expect, test } from 'vitest'
import { created, examplePolicy } from '../../vectors/example.ts'
import { forgeriesOf } from '../../vectors/forge/forgeries.ts'
import { refusalOf } from '../../vectors/refusal.ts'
import { makeDevice, signText } from '../../vectors/signers.ts'
import { jcs } from './digest.ts'
import { signPolicy, verifyPolicy } from './trust-anchor.ts'

const policy = examplePolicy()
const [pinned, thief] = await Promise.all([makeDevice(), makeDevice()])
const header = { alg: 'ES256', typ: 'countersign-policy+jws', kid: pinned.jkt }
const judge = (jws: string, least = 0) => refusalOf(() => verifyPolicy(jws, pinned.publicJwk, least, created))
const sign = (changed: object, text = jcs(policy)) =>
  signText('ES256', pinned.privateKey, JSON.stringify(changed), text)

test('a policy is refused in every form that somebody without its key can give it', async () => {
  const genuine = await signPolicy(policy, pinned.privateKey, pinned.publicJwk)
  expect(await judge(genuine)).toBe('accepted')
  const judged = forgeriesOf(genuine, pinned.publicJwk).map(async ({ why, jws, fault }) => {
    return [why, await judge(jws), fault === 'signature' ? 'policy_signature_invalid' : 'policy_malformed']
  })
  expect((await Promise.all(judged)).filter(([, code, expected]) => code !== expected)).toEqual([])
})

describe('the header of a policy', () => {
  test.each([
    ['another type', { typ: 'JWT' }, 'policy_malformed'],
    ['no type', { typ: undefined }, 'policy_malformed'],
    ['a critical extension (RFC 7515 §4.1.11)', { crit: ['exp'] }, 'policy_malformed'],
    ['an empty list of them', { crit: [] }, 'policy_malformed'],
    ['an unencoded payload (RFC 7797)', { b64: false }, 'policy_malformed'],
    ['no key', { kid: undefined }, 'policy_key_mismatch'],
    ['a key in a list', { kid: [pinned.jkt] }, 'policy_key_mismatch'],
    ['a key called __proto__', { kid: '__proto__' }, 'policy_key_mismatch'],
    ['the thief’s key', { kid: thief.jkt }, 'policy_key_mismatch'],
  ])('with %s is refused, though the pinned key signed it', async (_, change, code) => {
    expect(await judge(await sign({ ...header, ...change }))).toBe(code)
  })

  test('that brings the thief’s key along helps no thief (RFC 7515 §4.1.3)', async () => {
    const own = { ...header, jwk: thief.publicJwk, jku: 'https://evil.example/jwks' }
    const forged = await signText('ES256', thief.privateKey, JSON.stringify(own), jcs(policy))
    expect(await judge(forged)).toBe('policy_signature_invalid')
    const named = { ...own, kid: await calculateJwkThumbprint(thief.publicJwk) }
    expect(await judge(await signText('ES256', thief.privateKey, JSON.stringify(named), jcs(policy)))).toBe(
      'policy_key_mismatch',
    )
  })

  test('with another algorithm is refused, were the key of its kind', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES384')
    const jwk = await exportJWK(publicKey)
    const own = { alg: 'ES384', typ: header.typ, kid: await calculateJwkThumbprint(jwk) }
    const jws = await signText('ES384', privateKey, JSON.stringify(own), jcs(policy))
    expect(await refusalOf(() => verifyPolicy(jws, jwk, 0, created))).toBe('policy_malformed')
  })
})

describe('the payload of a policy', () => {
  test.each([
    ['a space in it', jcs(policy).replace('{', '{ ')],
    ['its members in another order', JSON.stringify(policy)],
    ['an escape that JCS does not write', jcs(policy).replace('Acme', '\\u0041cme')],
    ['a number in another spelling', jcs(policy).replace('"version":7', '"version":7.0')],
    ['a line break behind it', `${jcs(policy)}\n`],
    ['a member twice', jcs(policy).replace('{', '{"version":7,')],
    ['a member that nobody knows', jcs({ ...policy, colour: 'red' })],
    ['an empty list of monitored rules', jcs({ ...policy, monitored: [] })],
    [
      'an algorithm that is none',
      jcs({ ...policy, issuers: policy.issuers.map((one) => ({ ...one, algorithms: ['none'] })) }),
    ],
    [
      'an algorithm with a shared secret',
      jcs({ ...policy, issuers: policy.issuers.map((one) => ({ ...one, algorithms: ['HS256'] })) }),
    ],
    ['the format of another version', jcs({ ...policy, format: 'countersign-policy/2' })],
  ])('with %s is refused, though the pinned key signed it: one policy has one digest', async (_, text) => {
    expect(await judge(await sign(header, text))).toBe('policy_malformed')
  })

  test.each([
    ['older than the one in force', policy, policy.version + 1, 'policy_rolled_back'],
    ['as old as the one in force', policy, policy.version, 'accepted'],
    ['past its date', { ...policy, valid_until: created }, 0, 'policy_expired'],
    ['a millisecond before its date', { ...policy, valid_until: created + 1 }, 0, 'accepted'],
  ])('that is %s: %#', async (_, content, least, code) => {
    expect(await judge(await sign(header, jcs(content)), least)).toBe(code)
  })
})
