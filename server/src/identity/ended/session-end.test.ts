import { expect, test } from 'vitest'
import { sessionLifetime } from '../session-token.ts'
import { type EndableSession, isEndedBy, placeOf, placesOf, type SessionEnd } from './session-end.ts'

const iss = 'https://login.acme.example'
const opened = 1_800_000_000_000
const session: EndableSession = {
  role: 'extension',
  identity: { iss, subject: 's', email: 'A@acme.example' },
  claims: { iss, sub: 's', sid: 'sid-1', iat: opened / 1000 - 1 },
  expires: opened + sessionLifetime,
}
const anybody = { issuer: iss, role: null, subject: null, sid: null, email: null, at: opened, issued: opened }

/** As a relay looks: only where the end would be, and then whether it is one of this session. */
function isEnded(end: Partial<SessionEnd>, given: EndableSession = session): boolean {
  const whole: SessionEnd = { ...anybody, ...end }
  return placesOf(given).includes(placeOf(whole)) && isEndedBy(whole, given)
}

test.each([
  ['their account', { subject: 's' }],
  ['their account in this client', { subject: 's', role: 'extension' }],
  ['their sign-in at the provider', { sid: 'sid-1' }],
  ['both', { subject: 's', sid: 'sid-1' }],
  ['their address, however it is spelled', { email: 'a@acme.example' }],
] as const)('a session is ended by %s', (_, end) => {
  expect(isEnded(end)).toBe(true)
})

test.each([
  ['somebody else’s account', { subject: 'x' }],
  ['the same name at another issuer', { subject: 's', issuer: 'https://login.evil.example' }],
  ['another client of theirs', { subject: 's', role: 'app' }],
  ['another sign-in of theirs', { subject: 's', sid: 'sid-2' }],
  ['somebody else’s account, whatever sign-in it names', { subject: 'x', sid: 'sid-1' }],
  ['a session that is called as the account', { sid: 's' }],
  ['an account that is called as the address', { subject: 'a@acme.example' }],
] as const)('a session is not ended by the end of %s', (_, end) => {
  expect(isEnded(end)).toBe(false)
})

test('a session without a sid is ended by its account alone', () => {
  const { sid: _, ...claims } = session.claims
  expect(isEnded({ subject: 's', sid: 'sid-1' }, { ...session, claims })).toBe(false)
  expect(isEnded({ subject: 's' }, { ...session, claims })).toBe(true)
})

test('whoever signs in afterwards is let in, and not with what they had before', () => {
  const later = (iat: number): EndableSession => ({
    ...session,
    expires: session.expires + 1,
    claims: { ...session.claims, iat },
  })
  expect(isEnded({ subject: 's' }, later(opened / 1000))).toBe(false)
  expect(isEnded({ subject: 's' }, later(opened / 1000 - 1))).toBe(true)
  expect(isEnded({ sid: 'sid-1' }, later(opened / 1000))).toBe(true)
})
