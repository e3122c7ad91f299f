import { exportJWK, generateKeyPair, type JWK } from 'jose'
import { describe, expect, test } from 'vitest'
import { examplePolicy, issuer } from '../../vectors/example.ts'
import { partsOf } from '../../vectors/jws-parts.ts'
import { refusalOf } from '../../vectors/refusal.ts'
import { makeTokenSigner, type TokenSigner } from '../../vectors/signers.ts'
import { verifyIdToken } from './id-token.ts'
import { asKeySet } from './key-set.ts'

const policy = examplePolicy()
const claims = { iss: issuer, aud: 'countersign-approver', sub: 's', iat: 1 }
const signers = await Promise.all(['RS256', 'ES256', 'ES256', 'ES384', 'EdDSA'].map((alg) => makeTokenSigner(alg)))
// Five were made.
const [rsa, old, fresh, es384, eddsa] = signers as [TokenSigner, TokenSigner, TokenSigner, TokenSigner, TokenSigner]

/** What a token comes to under keys that an issuer, or somebody in its place, publishes. */
const judge = (token: string, ...keys: unknown[]) =>
  // Keys come from outside: whatever their type says, they are what was sent.
  refusalOf(() => verifyIdToken(token, 'approver', policy, { [issuer]: { keys: keys as JWK[] & { kty: string }[] } }))

describe('a key', () => {
  test('counts while its issuer publishes it: not before, not after', async () => {
    const [before, after] = [await old.sign(claims), await fresh.sign(claims, { kid: 'key-2' })]
    const next = { ...fresh.jwk, kid: 'key-2' }
    expect([await judge(before, old.jwk), await judge(after, old.jwk)]).toEqual(['accepted', 'token_key_unknown'])
    expect([await judge(before, old.jwk, next), await judge(after, old.jwk, next)]).toEqual(['accepted', 'accepted'])
    expect([await judge(before, next), await judge(after, next)]).toEqual(['token_key_unknown', 'accepted'])
  })

  test('that has changed its value under the same name makes earlier tokens worthless', async () => {
    const token = await old.sign(claims)
    expect(await judge(token, old.jwk)).toBe('accepted')
    expect(await judge(token, fresh.jwk)).toBe('token_signature_invalid')
    expect(await judge(token, { ...old.jwk, x: fresh.jwk.x })).toBe('token_signature_invalid')
  })

  test('is for one issuer: what another one publishes does not count', async () => {
    const keys = { 'https://other.example': { keys: [old.jwk] } }
    const token = await old.sign(claims)
    expect(await refusalOf(() => verifyIdToken(token, 'approver', policy, keys))).toBe('token_key_unknown')
  })

  test.each([
    ['two keys', [old.jwk, fresh.jwk], 'token_key_ambiguous'],
    ['one key twice', [old.jwk, { ...old.jwk }], 'token_key_ambiguous'],
    ['keys of three kinds', [rsa.jwk, old.jwk, es384.jwk, eddsa.jwk], 'accepted'],
    ['two keys, one of them to encrypt with', [old.jwk, { ...fresh.jwk, use: 'enc' }], 'accepted'],
    ['two keys, one of them of another algorithm', [{ ...fresh.jwk, alg: 'ECDH-ES' }, old.jwk], 'accepted'],
  ] as const)('under one name with %s (RFC 7517 §4.5): %s', async (_, keys, code) => {
    expect(await judge(await old.sign(claims), ...keys)).toBe(code)
  })

  test('needs no name while it is the only one of its kind (OpenID Connect Core §10.1)', async () => {
    const nameless = await old.signText('{"alg":"ES256"}', JSON.stringify(claims))
    expect(await judge(nameless, old.jwk, rsa.jwk)).toBe('accepted')
    expect(await judge(nameless, old.jwk, { ...fresh.jwk, kid: 'key-2' })).toBe('token_key_ambiguous')
  })

  test('may say that its other half signs', async () => {
    expect(await judge(await old.sign(claims), { ...old.jwk, key_ops: ['sign', 'verify'] })).toBe('accepted')
  })

  test.each([
    ['to encrypt with', { use: 'enc' }],
    ['for another algorithm', { alg: 'ES384' }],
    ['that may only sign', { key_ops: ['sign'] }],
    ['with operations that are no list', { key_ops: 'verify' }],
    ['with operations that are numbers', { key_ops: ['verify', 7] }],
    ['on another curve', { crv: 'P-384' }],
    ['of another kind', { kty: 'oct', k: 'AAAA' }],
    ['whose private half is published with it', { d: 'AAAA' }],
    ['whose x is a number', { x: 1 }],
    ['whose name is a number', { kid: 1 }],
    ['without a kind', { kty: undefined }],
  ])('%s is as good as none', async (_, change) => {
    expect(await judge(await old.sign(claims), { ...old.jwk, ...change })).toBe('token_key_unknown')
  })

  test('that is no point on its curve verifies nothing', async () => {
    expect(await judge(await old.sign(claims), { ...old.jwk, y: 'AAAA' })).toBe('token_signature_invalid')
    expect(await judge(await old.sign(claims), { ...old.jwk, x: old.jwk.y, y: old.jwk.x })).toBe(
      'token_signature_invalid',
    )
  })
})

const rsaToken = await rsa.sign(claims)

describe('an RSA key', () => {
  test.each([
    ['of 1024 bits (RFC 7518 §3.3)', { n: shortened(rsa.jwk.n, 128) }],
    ['of 2047 bits', { n: Buffer.from([0x7f, ...new Uint8Array(255).fill(1)]).toString('base64url') }],
    ['of a million bits', { n: Buffer.alloc(125_000, 1).toString('base64url') }],
    ['whose exponent is one: every message is its own signature', { e: 'AQ' }],
    ['whose exponent is one behind zeros', { e: 'AAAB' }],
    ['whose exponent is even', { e: 'AQAC' }],
    ['without an exponent', { e: '' }],
    ['whose modulus is padded base64', { n: `${rsa.jwk.n}==` }],
  ])('%s is as good as none', async (_, change) => {
    expect(await judge(rsaToken, { ...rsa.jwk, ...change })).toBe('token_key_unknown')
  })

  test('may have a zero before its modulus, as some write it', async () => {
    const n = Buffer.concat([Buffer.of(0), Buffer.from(rsa.jwk.n ?? '', 'base64url')]).toString('base64url')
    expect(await judge(rsaToken, { ...rsa.jwk, n })).toBe('accepted')
  })

  function shortened(n: string | undefined, bytes: number): string {
    return Buffer.from(n ?? '', 'base64url')
      .subarray(0, bytes)
      .toString('base64url')
  }
})

describe('an Ed25519 key', () => {
  // Under a key of small order, S = 0 and R = the neutral element sign every message (or one in eight).
  const smallOrder = [
    ['the neutral element', '0100000000000000000000000000000000000000000000000000000000000000'],
    ['the neutral element with its sign set', '0100000000000000000000000000000000000000000000000000000000000080'],
    ['order two', 'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f'],
    ['order four', '0000000000000000000000000000000000000000000000000000000000000000'],
    ['order four, the other one', '0000000000000000000000000000000000000000000000000000000000000080'],
    ['order eight', '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05'],
    ['order eight, the second', '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85'],
    ['order eight, the third', 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'],
    ['order eight, the fourth', 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa'],
    ['order four, written beyond the field', 'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f'],
    ['order one, written beyond the field', 'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff'],
  ] as const

  test.each(smallOrder)('of %s is as good as none', async (_, hex) => {
    const x = Buffer.from(hex, 'hex').toString('base64url')
    const [header, payload] = partsOf(await eddsa.sign(claims))
    const signature = Buffer.concat([Buffer.of(1), Buffer.alloc(63)]).toString('base64url')
    expect(await judge(`${header}.${payload}.${signature}`, { ...eddsa.jwk, x })).toBe('token_key_unknown')
  })

  test('of 31 or 33 bytes is as good as none', async () => {
    const bytes = Buffer.from(eddsa.jwk.x ?? '', 'base64url')
    for (const changed of [bytes.subarray(1), Buffer.concat([bytes, Buffer.of(0)])]) {
      expect(await judge(await eddsa.sign(claims), { ...eddsa.jwk, x: changed.toString('base64url') })).toBe(
        'token_key_unknown',
      )
    }
  })
})

describe('a set of keys', () => {
  test.each([
    null,
    undefined,
    1,
    'keys',
    [],
    {},
    { keys: {} },
    { keys: 'x' },
    { keys: null },
    { keys: Array(101).fill({}) },
  ])('that is none is refused: %j', async (value) => {
    expect(await refusalOf(() => asKeySet(value))).toBe('keys_malformed')
  })

  test('may hold what is no key, which is passed over (RFC 7517 §5)', async () => {
    const { publicKey } = await generateKeyPair('ES512')
    const others = [null, 1, 'x', [], {}, { kty: 1 }, { kty: 'EC', kid: {} }, await exportJWK(publicKey)]
    expect(await judge(await old.sign(claims), ...others, old.jwk)).toBe('accepted')
  })

  test('of 10,000 keys is refused, wherever it came from', async () => {
    expect(await judge(await old.sign(claims), ...Array(9_999).fill(rsa.jwk), old.jwk)).toBe('keys_malformed')
  })
})
