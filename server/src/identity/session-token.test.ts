import { expect, test } from 'vitest'
import { readSession, type Session, writeSession } from './session-token.ts'

const key = new Uint8Array(32).fill(7)
const session: Session = {
  role: 'app',
  jkt: 'thumbprint',
  person: 'p:https://login.acme.example:E1',
  identity: { iss: 'https://login.acme.example', subject: 's' },
  claims: { sub: 's' },
  expires: 1,
}

test('a session comes back as it was written', () => {
  expect(readSession(key, writeSession(key, session))).toEqual(session)
})

test('a changed one, one of another relay, and nonsense are no sessions', () => {
  const token = writeSession(key, session)
  const [, mac = ''] = token.split('.')
  const forged = `${Buffer.from(JSON.stringify({ ...session, person: 'p:x' })).toString('base64url')}.${mac}`
  expect(readSession(key, forged)).toBeUndefined()
  expect(readSession(new Uint8Array(32), token)).toBeUndefined()
  expect(readSession(key, 'a.b')).toBeUndefined()
})
