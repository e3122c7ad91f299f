import { expect, test } from 'vitest'
import { examplePolicy } from '../../vectors/example.ts'
import { asIdTokenRequest, readIdTokenAnswer } from './id-token-flow.ts'

const [issuer] = examplePolicy().issuers
if (issuer === undefined) throw new Error('the example policy has an issuer')

test('a request for an ID token asks for all that the one for a code asked for, and has no verifier', () => {
  const code = 'https://sso.example/auth?response_type=code&nonce=n&state=s&claims=%7B%7D&code_challenge=c'
  const { searchParams } = new URL(asIdTokenRequest(`${code}&code_challenge_method=S256&max_age=0`))
  expect(Object.fromEntries(searchParams)).toEqual({
    response_type: 'id_token',
    response_mode: 'fragment',
    nonce: 'n',
    state: 's',
    claims: '{}',
    max_age: '0',
  })
})

test('the token is read, or why there is none', () => {
  const idToken = tokenOf(issuer.issuer)
  expect(read({ id_token: idToken, state: 's' })).toEqual({ kind: 'token', idToken })
  expect(read({ error: 'access_denied', id_token: idToken })).toEqual({ kind: 'refused', code: 'access_denied' })
})

test('a code is none, and a token of another provider is no answer', () => {
  expect(() => read({ code: 'c' })).toThrow(expect.objectContaining({ code: 'token_malformed' }))
  const other = { id_token: tokenOf('https://evil.example') }
  expect(() => read(other)).toThrow(expect.objectContaining({ code: 'answer_issuer_mismatch' }))
  expect(() => read({ id_token: 'a.b.c' })).toThrow(expect.objectContaining({ code: 'answer_issuer_mismatch' }))
})

function read(parameters: Readonly<Record<string, string>>) {
  if (issuer === undefined) throw new Error('the example policy has an issuer')
  return readIdTokenAnswer(issuer, new URLSearchParams(parameters))
}

function tokenOf(iss: string): string {
  return `e30.${Buffer.from(JSON.stringify({ iss })).toString('base64url')}.AA`
}
