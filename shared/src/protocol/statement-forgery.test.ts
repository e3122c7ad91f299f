import { exportJWK, generateKeyPair } from 'jose'
import { describe, expect, test } from 'vitest'
import { salt } from '../../vectors/example.ts'
import { forgeriesOf } from '../../vectors/forge/forgeries.ts'
import { base64url, withUnusedBits } from '../../vectors/jws-parts.ts'
import { refusalOf } from '../../vectors/refusal.ts'
import { makeScene } from '../../vectors/scene.ts'
import { makeDevice, signText } from '../../vectors/signers.ts'
import { signDeny, verifyDeny } from './deny.ts'
import { sessionNonce } from './nonce.ts'
import { signAsk } from './proof.ts'
import { verifyRequest } from './verify-request.ts'

const scene = await makeScene()
const { own, policy, signer, trusted, device } = scene
const proof = await scene.proof()
const nonce = await sessionNonce(device.jkt, salt)
const phoneToken = await scene.approverToken({ aud: 'countersign-app', nonce })

/** The two kinds of statement that devices make, each with the verifier that takes it. */
const statements = [
  {
    kind: 'ask',
    typ: 'countersign-ask+jwt',
    genuine: await signAsk(device, own.digest),
    judge: (jws: string) => refusalOf(() => verifyRequest(own.request, { ...proof, jws }, trusted, signer.keys)),
    digestCode: 'proof_digest_mismatch',
    deviceCode: 'proof_nonce_mismatch',
    malformed: 'proof_malformed',
    invalid: 'proof_signature_invalid',
  },
  {
    kind: 'deny',
    typ: 'countersign-deny+jwt',
    genuine: await signDeny(device, own.digest, 'Still in use'),
    judge: (jws: string) => {
      const deny = { decision: 'deny' as const, id_token: phoneToken, salt, jws }
      return refusalOf(() => verifyDeny(deny, own.digest, own.request, own.rule, policy, signer.keys))
    },
    digestCode: 'deny_digest_mismatch',
    deviceCode: 'session_nonce_mismatch',
    malformed: 'deny_malformed',
    invalid: 'deny_signature_invalid',
  },
] as const

describe.each(statements)('a device’s $kind', ({ typ, genuine, judge, malformed, invalid, digestCode, deviceCode }) => {
  const jwk = device.publicJwk
  const header = { alg: 'ES256', typ, jwk }
  const payload = JSON.stringify({ D: own.digest })
  const sign = (changed: object, text = payload) => signText('ES256', device.privateKey, JSON.stringify(changed), text)

  test('holds as the device made it', async () => {
    expect(await judge(genuine)).toBe('accepted')
    expect(await judge(await sign(header))).toBe('accepted')
  })

  test('is refused in every form that somebody without its key can give it', async () => {
    const forgeries = forgeriesOf(genuine, jwk)
    const judged = forgeries.map(async ({ why, jws, fault }) => [
      why,
      await judge(jws),
      fault === 'signature' ? invalid : malformed,
    ])
    expect((await Promise.all(judged)).filter(([, code, expected]) => code !== expected)).toEqual([])
  })

  test.each([
    ['another type', { typ: 'JWT' }],
    ['no type', { typ: undefined }],
    ['its type in capitals', { typ: typ.toUpperCase() }],
    ['its type with the word application', { typ: `application/${typ}` }],
    ['the type of the other statement', { typ: typ.includes('ask') ? 'countersign-deny+jwt' : 'countersign-ask+jwt' }],
    ['a critical extension (RFC 7515 §4.1.11)', { crit: ['D'] }],
    ['an empty list of them', { crit: [] }],
    ['an unencoded payload (RFC 7797)', { b64: false }],
    ['a content type', { cty: 'JWT' }],
    ['a key’s name', { kid: 'key-1' }],
    ['the address of keys', { jku: 'https://evil.example/jwks' }],
    ['a certificate', { x5c: ['AAAA'] }],
    ['a member that nobody knows', { colour: 'red' }],
    ['a member called __proto__', JSON.parse('{"__proto__":{"alg":"none"}}')],
    ['no key', { jwk: undefined }],
    ['null for a key', { jwk: null }],
    ['a list of keys', { jwk: [jwk] }],
    ['a key with its private half', { jwk: { ...jwk, d: jwk.x } }],
    ['a key on another curve', { jwk: { ...jwk, crv: 'P-384' } }],
    ['a key of another kind', { jwk: { kty: 'oct', k: 'AAAA' } }],
    ['a key whose x is a number', { jwk: { ...jwk, x: 1 } }],
  ])('with %s in its header is refused, though the device signed it', async (_, change) => {
    const changed: object = { ...header, ...change }
    if (Object.hasOwn(change, '__proto__')) Object.defineProperty(changed, '__proto__', { value: {}, enumerable: true })
    expect(await judge(await sign(changed))).toBe(malformed)
  })

  test.each([
    ['the point at infinity', { x: 'A'.repeat(43), y: 'A'.repeat(43) }, invalid],
    ['a point off the curve', { x: jwk.y, y: jwk.x }, invalid],
    ['no key at all', { x: '', y: '' }, malformed],
    // Engines take the next three, and each would have a thumbprint of its own.
    ['its own key with padding', { x: `${jwk.x}=` }, malformed],
    ['its own key with unused bits set', { x: withUnusedBits(jwk.x ?? '') }, malformed],
    ['its own key with a zero before it', { x: longer(jwk.x ?? '') }, malformed],
  ])('under %s is refused', async (_, change, code) => {
    expect(await judge(await sign({ ...header, jwk: { ...jwk, ...change } }))).toBe(code)
  })

  test('with another curve’s key and algorithm is refused', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES384')
    const changed = JSON.stringify({ alg: 'ES384', typ, jwk: await exportJWK(publicKey) })
    expect(await judge(await signText('ES384', privateKey, changed, payload))).toBe(malformed)
  })

  test('of a stranger’s device counts for nothing, whatever it says', async () => {
    const stranger = await makeDevice()
    const own = JSON.stringify({ ...header, jwk: stranger.publicJwk })
    expect(await judge(await signText('ES256', stranger.privateKey, own, payload))).toBe(deviceCode)
    // The right device's name over a stranger's signature.
    expect(await judge(await signText('ES256', stranger.privateKey, JSON.stringify(header), payload))).toBe(invalid)
  })

  test.each([
    ['another digest', JSON.stringify({ D: trusted.digest })],
    ['no digest', '{}'],
    ['its digest under another name', JSON.stringify({ d: own.digest })],
    ['its digest in a list', JSON.stringify({ D: [own.digest] })],
    ['its digest with a space', JSON.stringify({ D: `${own.digest} ` })],
    ['null for a digest', '{"D":null}'],
  ])('over %s is about another request', async (_, text) => {
    expect(await judge(await sign(header, text))).toBe(digestCode)
  })

  test('over two digests is refused', async () => {
    const text = `{"D":"${trusted.digest}","D":"${own.digest}"}`
    expect(await judge(await sign(header, text))).toBe(malformed)
    expect(await judge(await sign(header, `{"\\u0044":"${trusted.digest}","D":"${own.digest}"}`))).toBe(malformed)
  })
})

test('an ask is no deny, and a deny no ask', async () => {
  const [ask, deny] = statements
  expect(await ask.judge(deny.genuine)).toBe('proof_malformed')
  expect(await deny.judge(ask.genuine)).toBe('deny_malformed')
})

test.each([
  ['a number', 5],
  ['null', null],
  ['a list', ['No']],
  ['more than a thousand characters', 'x'.repeat(1_001)],
])('a deny whose reason is %s is refused', async (_, reason) => {
  const header = JSON.stringify({ alg: 'ES256', typ: 'countersign-deny+jwt', jwk: device.publicJwk })
  const jws = await signText('ES256', device.privateKey, header, JSON.stringify({ D: own.digest, reason }))
  expect(await statements[1].judge(jws)).toBe('deny_malformed')
})

function longer(coordinate: string): string {
  return base64url(Buffer.concat([Buffer.of(0), Buffer.from(coordinate, 'base64url')]))
}
