import { expect, test } from 'vitest'
import type { Policy } from './schema.ts'
import { wantedClaims } from './wanted-claims.ts'

const issuer = {
  identity: { subject: 'sub', person: 'employee_id', email: 'email', groups: 'groups' },
  members: "claims.hd == 'acme.example' && claims['tid'] == 't-1'",
}

test('asks in the ID token for all that the policy could look at, and demands auth_time', () => {
  const rules = [{ approvers: { when: "approver.claims.level == 'lead'", exclude: 'approver.claims.intern' } }]
  const { id_token } = wantedClaims({ rules } as unknown as Pick<Policy, 'rules'>, issuer)
  expect(Object.keys(id_token).sort()).toEqual(
    [
      'acr',
      'amr',
      'auth_time',
      'email',
      'email_verified',
      'employee_id',
      'groups',
      'hd',
      'intern',
      'level',
      'tid',
    ].sort(),
  )
  expect(id_token['auth_time']).toEqual({ essential: true })
  expect(id_token['groups']).toBeNull()
})
