import { describe, expect, test } from 'vitest'
import { created, issuer } from '../../vectors/example.ts'
import { refusalOf } from '../../vectors/refusal.ts'
import { makeTokenSigner, tokenSignerOf } from '../../vectors/signers.ts'
import type { Json } from '../encoding/strict-json.ts'
import { type Transmitter, verifySecurityEvent } from './security-event.ts'
import { revokedBy, sessionRevoked } from './session-revoked.ts'

const iss = 'https://signals.acme.example'
const transmitter: Transmitter = { issuer: iss, algorithms: ['ES256'], audience: 'https://relay.acme.example' }
const signer = tokenSignerOf(await makeTokenSigner(), 'ES256', iss)
const stranger = tokenSignerOf(await makeTokenSigner(), 'ES256', iss)
const now = created
const account = { format: 'iss_sub', iss: issuer, sub: 's-1' }
const claims = {
  iss,
  aud: transmitter.audience,
  iat: now / 1000,
  jti: 'j-1',
  sub_id: account,
  events: { [sessionRevoked]: { event_timestamp: now / 1000, initiating_entity: 'admin' } },
}
const typ = 'secevent+jwt'

const judge = (token: string) => refusalOf(() => verifySecurityEvent(token, transmitter, signer.keys, now))
const judgeWith = async (changes: object, header: Readonly<Record<string, unknown>> = { typ }) =>
  judge(await signer.sign({ ...claims, ...changes }, header))

describe('a security event', () => {
  test('of a known transmitter counts, however long it was on its way', async () => {
    expect(await judgeWith({})).toBe('accepted')
    expect(await judgeWith({ iat: now / 1000 - 86_400 })).toBe('accepted')
    expect(await judgeWith({ aud: ['https://another.example', transmitter.audience] })).toBe('accepted')
  })

  test.each([
    ['of another transmitter', { iss: issuer }, 'token_issuer_unknown'],
    ['for another receiver', { aud: 'https://another.example' }, 'token_audience_mismatch'],
    ['for nobody', { aud: undefined }, 'token_audience_mismatch'],
    ['without a name', { jti: undefined }, 'event_malformed'],
    ['without events', { events: undefined }, 'event_malformed'],
    ['with no event in its events', { events: {} }, 'event_malformed'],
    ['with an event that is no object', { events: { [sessionRevoked]: null } }, 'event_malformed'],
    ['without a time', { iat: undefined }, 'token_malformed'],
    ['from the future', { iat: now / 1000 + 61 }, 'event_from_future'],
  ])('%s is refused', async (_, changes, code) => {
    expect(await judgeWith(changes)).toBe(code)
  })

  test.each([
    ['nothing of itself', {}],
    ['that it is a JWT', { typ: 'JWT' }],
    ['that it is a logout token', { typ: 'logout+jwt' }],
  ])('that says %s is refused', async (_, header) => {
    expect(await judgeWith({}, header)).toBe('token_malformed')
  })

  test('signed by somebody else is refused', async () => {
    expect(await judge(await stranger.sign(claims, { typ }))).toBe('token_signature_invalid')
  })
})

describe('session-revoked', () => {
  const revoked = (subject: Json | undefined, events: Record<string, Json> = claims.events) =>
    revokedBy({ jti: 'j', issued: now, events: events as never, subject }, issuer)

  test.each([
    ['an account', account, { by: 'subject', subject: 's-1' }],
    ['an address', { format: 'email', email: 'A@acme.example' }, { by: 'email', email: 'A@acme.example' }],
    ['a user', { format: 'complex', user: account }, { by: 'subject', subject: 's-1' }],
    [
      'a user and their session: all of theirs',
      { format: 'complex', user: account, session: { format: 'opaque', id: 'x' } },
      { by: 'subject', subject: 's-1' },
    ],
    ['a session alone', { format: 'complex', session: { format: 'opaque', id: 'sid-1' } }, { by: 'sid', sid: 'sid-1' }],
  ])('ends the sessions of %s', (_, subject, expected) => {
    expect(revoked(subject)).toEqual(expected)
  })

  test.each([
    ['an account', account],
    ['a user, without a word on the form', { user: account }],
  ])('may name %s within the event, as drafts had it', (_, subject) => {
    expect(revoked(undefined, { [sessionRevoked]: { subject } })).toEqual({ by: 'subject', subject: 's-1' })
    const other = { format: 'iss_sub', iss: issuer, sub: 's-2' }
    expect(revoked(other, { [sessionRevoked]: { subject } })).toEqual({ by: 'subject', subject: 's-2' })
  })

  test.each([
    ['somebody of another issuer', { ...account, iss: 'https://login.evil.example' }],
    ['somebody named in an unknown way', { format: 'did', url: 'did:example:1' }],
    ['a device', { format: 'complex', device: { format: 'opaque', id: 'd' } }],
  ])('about %s ends nothing', (_, subject) => {
    expect(revoked(subject)).toBeUndefined()
  })

  test('is what ends sessions, and no other event', () => {
    const other = 'https://schemas.openid.net/secevent/caep/event-type/credential-change'
    expect(revoked(account, { [other]: {} })).toBeUndefined()
    expect(
      revoked(undefined, { 'https://schemas.openid.net/secevent/ssf/event-type/verification': {} }),
    ).toBeUndefined()
  })

  test.each([
    ['nobody', undefined],
    ['a text', 's-1'],
    ['no format', { iss: issuer, sub: 's-1' }],
    ['an account without its subject', { format: 'iss_sub', iss: issuer }],
    ['an empty address', { format: 'email', email: '' }],
    ['a session without its id', { format: 'complex', session: { format: 'opaque' } }],
  ])('that names %s is malformed', async (_, subject) => {
    expect(await refusalOf(() => revoked(subject))).toBe('event_malformed')
  })
})
