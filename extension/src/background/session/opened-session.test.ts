import { type IdToken, makeSalt } from '@countersign/shared/protocol'
import { expect, test } from 'vitest'
import { openedSession } from './opened-session.ts'

const issuer = {
  issuer: 'https://login.acme.example',
  name: 'Acme SSO',
  clients: { extension: 'extension', app: 'app', approver: 'approver' },
  identity: { subject: 'sub', person: 'employee_id', name: 'name' },
  algorithms: ['RS256'],
  subjects: 'pairwise',
  email: 'unproven',
} satisfies Parameters<typeof openedSession>[2]

test('who asks is what the ID token says, whatever the relay says and adds', () => {
  const idToken = tokenOf({ iss: issuer.issuer, sub: 's-1', employee_id: 'E-1001', name: 'Requester' })
  const signedIn = { issuer: issuer.issuer, idToken, salt: makeSalt() }
  const said = {
    token: 'token',
    expires: 2,
    identity: { iss: issuer.issuer, subject: 's-2', person: 'E-1005', name: 'Lead' },
    idToken: tokenOf({ sub: 's-2' }),
  }
  expect(openedSession(signedIn, said, issuer, 1)).toEqual({
    ...signedIn,
    token: 'token',
    expires: 2,
    signedIn: 1,
    identity: { iss: issuer.issuer, subject: 's-1', person: 'E-1001', name: 'Requester' },
  })
})

function tokenOf(claims: object): IdToken {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  // Only its payload is read here.
  return `${part({ alg: 'RS256' })}.${part(claims)}.AAAA` as IdToken
}
