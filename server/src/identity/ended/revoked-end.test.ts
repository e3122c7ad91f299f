import { expect, test } from 'vitest'
import { revokedEnd } from './revoked-end.ts'

const revoked = { by: 'email', email: ' A@acme.example' } as const

test('an address names somebody where the policy says that addresses are unique, and nobody elsewhere', () => {
  expect(revokedEnd(revoked, { email: 'unique' })).toEqual({ subject: null, sid: null, email: 'a@acme.example' })
  expect(revokedEnd(revoked, { email: 'unproven' })).toBeUndefined()
  expect(revokedEnd(revoked, undefined)).toBeUndefined()
})

test('an account or a sign-in is named, whatever the addresses', () => {
  expect(revokedEnd({ by: 'subject', subject: 's' }, undefined)).toEqual({ subject: 's', sid: null, email: null })
  expect(revokedEnd({ by: 'sid', sid: 'x' }, { email: 'unproven' })).toEqual({ subject: null, sid: 'x', email: null })
})
