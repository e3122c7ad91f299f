import { expect, test } from 'vitest'
import type { Policy } from './schema.ts'
import { wantedClaims } from './wanted-claims.ts'

const issuer = {
  issuer: 'https://login.acme.example',
  identity: { subject: 'sub', person: 'employee_id', email: 'email', groups: 'groups' },
  members: "claims.hd == 'acme.example' && claims['tid'] == 't-1'",
}

test('asks in the ID token for all that the policy could look at, and demands auth_time', () => {
  const parts = [{ when: "approver.claims.level == 'lead'" }, { when: 'approver.claims.office.floor == 3' }]
  const rules = [{ approvers: { parts, exclude: 'approver.claims.intern' } }]
  const { id_token } = wantedClaims(policyOf({ rules, groups: [] }), issuer)
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
      'office',
      'tid',
    ].sort(),
  )
  expect(id_token['auth_time']).toEqual({ essential: true })
  expect(id_token['groups']).toBeNull()
})

test('of a path the claim that holds it is asked for, of a URL the whole, and of groups those of this issuer', () => {
  const groups = [
    { name: 'a', issuer: issuer.issuer, claim: 'resource_access.console.roles', value: 'x' },
    { name: 'b', issuer: issuer.issuer, claim: 'https://acme.example/roles', value: 'x' },
    { name: 'c', issuer: 'https://login.partner.example', claim: 'partners', value: 'x' },
    { name: 'd', people: [{ issuer: issuer.issuer, subject: 's' }] },
  ]
  const identity = { subject: 'sub', groups: 'realm_access.roles' }
  const { id_token } = wantedClaims(policyOf({ rules: [], groups }), { issuer: issuer.issuer, identity })
  expect(Object.keys(id_token).sort()).toEqual(
    ['acr', 'amr', 'auth_time', 'https://acme.example/roles', 'realm_access', 'resource_access'].sort(),
  )
})

/** Nothing else of a policy is looked at. */
function policyOf(given: object): Pick<Policy, 'rules' | 'groups'> {
  return given as Pick<Policy, 'rules' | 'groups'>
}
