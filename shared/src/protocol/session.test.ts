import { expect, test } from 'vitest'
import { created, examplePolicy, otherSalt, requesterClaims, salt } from '../../vectors/example.ts'
import { refusalOf } from '../../vectors/refusal.ts'
import { makeDevice, makeTokenSigner } from '../../vectors/signers.ts'
import { sessionNonce } from './nonce.ts'
import { type SignIn, verifySignIn } from './session.ts'

const policy = examplePolicy()
const [signer, device] = await Promise.all([makeTokenSigner(), makeDevice()])
const now = created

async function judge(claims: object, signIn: Partial<SignIn> = {}) {
  const nonce = await sessionNonce(device.jkt, salt)
  const times = { iat: now / 1000, exp: now / 1000 + 300 }
  const id_token = await signer.sign({ ...requesterClaims, aud: 'countersign-extension', nonce, ...times, ...claims })
  const given: SignIn = { role: 'extension', id_token, salt, jkt: device.jkt, now, ...signIn }
  return refusalOf(() => verifySignIn(given, policy, signer.keys))
}

test('a fresh sign-in of a member on this device opens a session', async () => {
  expect(await judge({})).toBe('accepted')
})

test.each([
  ['of the approver client', { aud: 'countersign-approver' }, {}, 'token_audience_mismatch'],
  ['of the phone app in the place of the extension’s', { aud: 'countersign-app' }, {}, 'token_audience_mismatch'],
  ['with another nonce', { nonce: 'x' }, {}, 'session_nonce_mismatch'],
  ['with another salt', {}, { salt: otherSalt }, 'session_nonce_mismatch'],
  ['on another device', {}, { jkt: 'other' }, 'session_nonce_mismatch'],
  ['that has ended', { exp: now / 1000 - 1 }, {}, 'token_expired'],
  ['that is too old', { iat: now / 1000 - 901 }, {}, 'session_token_too_old'],
  ['of somebody of another organisation', { email: 'x@other.example' }, {}, 'not_a_member'],
  ['of somebody whose membership is not known', { email: null }, {}, 'not_a_member'],
] as const)('a sign-in %s opens none', async (_, claims, signIn, code) => {
  expect(await judge(claims, signIn)).toBe(code)
})
