import { describe, expect, test } from 'vitest'
import { created, examplePolicy, issuer, requesterClaims, salt } from '../../vectors/example.ts'
import { forgeriesOf } from '../../vectors/forge/forgeries.ts'
import { refusalOf } from '../../vectors/refusal.ts'
import { makeDevice, makeTokenSigner } from '../../vectors/signers.ts'
import type { IssuerKeys } from './issued-token.ts'
import { verifyLogoutToken } from './logout-token.ts'
import { sessionNonce } from './nonce.ts'
import { verifySignIn } from './session.ts'

const policy = examplePolicy()
const [signer, stranger, device] = await Promise.all([makeTokenSigner(), makeTokenSigner(), makeDevice()])
const now = created
const seconds = now / 1000
const event = 'http://schemas.openid.net/event/backchannel-logout'
const claims = {
  aud: 'countersign-extension',
  sub: 's-1',
  sid: 'sid-1',
  iat: seconds,
  exp: seconds + 120,
  jti: 'j-1',
  events: { [event]: {} },
}
const typ = 'logout+jwt'

const judge = (token: string, keys: IssuerKeys = signer.keys) =>
  refusalOf(() => verifyLogoutToken(token, policy, keys, now))
/** The claims with some changed; undefined leaves one out. */
const judgeWith = async (changes: object, header: Readonly<Record<string, unknown>> = { typ }) =>
  judge(await signer.sign({ ...claims, ...changes }, header))

describe('a logout token', () => {
  test('says whose sessions of which client are over, until when', async () => {
    const logout = await verifyLogoutToken(await signer.sign(claims, { typ }), policy, signer.keys, now)
    expect(logout).toMatchObject({ role: 'extension', jti: 'j-1', issued: now, subject: 's-1', sid: 'sid-1' })
    expect(logout.issuer.issuer).toBe(issuer)
  })

  test('is in every form that somebody without the key can give it refused', async () => {
    const forgeries = forgeriesOf(await signer.sign(claims, { typ }), signer.jwk)
    const judged = forgeries.map(async ({ why, jws }) => [why, await judge(jws)])
    expect((await Promise.all(judged)).filter(([, code]) => code === 'accepted')).toEqual([])
  })

  test.each([
    ['without a type', {}],
    ['that calls itself a JWT', { typ: 'JWT' }],
  ])('%s counts: many providers still send it so', async (_, header) => {
    expect(await judgeWith({}, header)).toBe('accepted')
  })

  test.each([
    ['for one sign-in', { sub: undefined }],
    ['for all of an account', { sid: undefined }],
    ['of the phone app', { aud: 'countersign-app' }],
    ['whose audience is a list of one', { aud: ['countersign-extension'] }],
    ['with what nobody here asked for', { trace_id: 'x' }],
    ['a little ahead', { iat: seconds + 60 }],
    ['from five minutes ago', { iat: seconds - 300 }],
  ])('%s counts', async (_, changes) => {
    expect(await judgeWith(changes)).toBe('accepted')
  })

  test.each([
    ['of an issuer that the policy does not name', { iss: 'https://login.evil.example' }, 'token_issuer_unknown'],
    ['of an issuer that is only spelled alike', { iss: `${issuer}/` }, 'token_issuer_unknown'],
    ['of another client', { aud: 'somebody-else' }, 'token_audience_mismatch'],
    ['of two clients', { aud: ['countersign-extension', 'countersign-app'] }, 'token_audience_mismatch'],
    ['of no client', { aud: undefined }, 'token_audience_mismatch'],
    ['for somebody else to present', { azp: 'somebody-else' }, 'token_audience_mismatch'],
    ['with a nonce: it is an ID token', { nonce: 'n' }, 'logout_malformed'],
    ['with an empty nonce', { nonce: null }, 'logout_malformed'],
    ['without an event: it is an ID token', { events: undefined }, 'logout_malformed'],
    ['with no event in its events', { events: {} }, 'logout_malformed'],
    ['with events as a list', { events: [event] }, 'logout_malformed'],
    ['with an event that is no object', { events: { [event]: true } }, 'logout_malformed'],
    ['with another event', { events: { 'https://schemas.openid.net/secevent/x': {} } }, 'logout_malformed'],
    ['with another event beside', { events: { [event]: {}, x: {} } }, 'logout_malformed'],
    ['of nobody', { sub: undefined, sid: undefined }, 'logout_malformed'],
    ['whose subject is empty', { sub: '' }, 'logout_malformed'],
    ['whose subject is no text', { sub: 7 }, 'logout_malformed'],
    ['whose session is null', { sid: null }, 'logout_malformed'],
    ['without a name', { jti: undefined }, 'logout_malformed'],
    ['with an empty name', { jti: '' }, 'logout_malformed'],
    ['with an endless name', { jti: 'j'.repeat(501) }, 'logout_malformed'],
    ['without a time', { iat: undefined }, 'token_malformed'],
    ['from more than five minutes ago', { iat: seconds - 301 }, 'logout_too_old'],
    ['from the future', { iat: seconds + 61 }, 'logout_from_future'],
    ['that has ended', { exp: seconds }, 'token_expired'],
    ['that does not end', { exp: undefined }, 'token_expired'],
  ])('%s is refused', async (_, changes, code) => {
    expect(await judgeWith(changes)).toBe(code)
  })

  test.each([
    ['an access token', 'at+jwt'],
    ['a security event of another kind', 'secevent+jwt'],
    ['a device’s statement', 'countersign-ask+jwt'],
    ['nothing', ''],
  ])('that calls itself %s is refused', async (_, other) => {
    expect(await judgeWith({}, { typ: other })).toBe('token_malformed')
  })

  test('signed by somebody else is refused, whatever key it brings along', async () => {
    const { jwk } = stranger
    expect(await judge(await stranger.sign(claims, { typ }))).toBe('token_signature_invalid')
    expect(await judge(await stranger.sign(claims, { typ, jwk, kid: undefined }))).toBe('token_signature_invalid')
    expect(await judge(await signer.sign(claims, { typ, alg: 'none' }))).toBe('token_alg_refused')
    expect(await judge(await signer.sign(claims, { typ, alg: 'HS256' }))).toBe('token_alg_refused')
  })
})

describe('an ID token and a logout token', () => {
  const times = { iat: seconds, exp: seconds + 120 }

  test('are never taken for one another', async () => {
    const nonce = await sessionNonce(device.jkt, salt)
    const idToken = { ...requesterClaims, aud: 'countersign-extension', nonce, ...times }
    expect(await judge(await signer.sign(idToken))).toBe('logout_malformed')
    const open = (id_token: Awaited<ReturnType<typeof signer.sign>>) =>
      refusalOf(() => verifySignIn({ role: 'extension', id_token, salt, jkt: device.jkt, now }, policy, signer.keys))
    expect(await open(await signer.sign(idToken))).toBe('accepted')
    expect(await open(await signer.sign({ ...requesterClaims, ...claims }, { typ }))).toBe('token_malformed')
    expect(await open(await signer.sign({ ...requesterClaims, ...claims }))).toBe('session_nonce_mismatch')
  })
})
