import { SignJWT } from 'jose'
import { expect, test } from 'vitest'
import { examplePolicy, issuer } from '../../vectors/example.ts'
import { refusalOf } from '../../vectors/refusal.ts'
import { makeTokenSigner } from '../../vectors/signers.ts'
import { verifyIdToken } from './id-token.ts'
import type { IssuerKeys } from './issued-token.ts'

const policy = examplePolicy()
const signer = await makeTokenSigner()
const good = { aud: 'countersign-approver', sub: 's', iat: 1 }
const judge = (token: string, keys: IssuerKeys = signer.keys) =>
  refusalOf(() => verifyIdToken(token, 'approver', policy, keys))

test.each(['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'])('a token signed with %s holds', async (alg) => {
  const other = await makeTokenSigner(alg)
  expect(await judge(await other.sign(good), other.keys)).toBe('accepted')
})

test.each([
  ['an issuer that the policy does not name', { iss: 'https://login.evil.example' }, {}, 'token_issuer_unknown'],
  ['the issuer with a slash too many', { iss: `${issuer}/` }, {}, 'token_issuer_unknown'],
  ['another client', { aud: 'countersign-app' }, {}, 'token_audience_mismatch'],
  ['two clients', { aud: ['countersign-approver', 'other'] }, {}, 'token_audience_mismatch'],
  ['another authorised party', { azp: 'other' }, {}, 'token_audience_mismatch'],
  ['no date', { iat: undefined }, {}, 'token_malformed'],
  ['an unknown key id', {}, { kid: 'other' }, 'token_key_unknown'],
  ['another type', {}, { typ: 'logout+jwt' }, 'token_malformed'],
] as const)('a token with %s is refused', async (_, claims, header, code) => {
  // undefined leaves a claim out, as JSON.stringify does.
  expect(await judge(await signer.sign({ ...good, ...(claims as object) }, header))).toBe(code)
})

test('one client in a list is one client', async () => {
  expect(await judge(await signer.sign({ ...good, aud: ['countersign-approver'] }))).toBe('accepted')
})

test('an unsigned token is refused, and one signed with the public key as a secret', async () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const unsigned = `${part({ alg: 'none' })}.${part({ iss: issuer, ...good })}.AA`
  expect(await judge(unsigned)).toBe('token_alg_refused')
  const secret = new TextEncoder().encode(JSON.stringify(signer.jwk))
  const confused = await new SignJWT({ iss: issuer, ...good })
    .setProtectedHeader({ alg: 'HS256', kid: 'key-1' })
    .sign(secret)
  expect(await judge(confused)).toBe('token_alg_refused')
})

test('a critical extension is refused: none is understood', async () => {
  const token = await signer.sign(good)
  const [, payload, signature] = token.split('.')
  const header = Buffer.from(JSON.stringify({ alg: 'ES256', kid: 'key-1', crit: ['x'], x: 1 })).toString('base64url')
  expect(await judge(`${header}.${payload}.${signature}`)).toBe('token_malformed')
})

test('two keys under one id are refused, and a key of another kind is not taken', async () => {
  const other = await makeTokenSigner()
  const twice = { [issuer]: { keys: [signer.jwk, other.jwk] } }
  expect(await judge(await signer.sign(good), twice)).toBe('token_key_ambiguous')
  const rsa = await makeTokenSigner('RS256')
  expect(await judge(await signer.sign(good), rsa.keys)).toBe('token_key_unknown')
})

test('one changed character anywhere makes a token worthless', async () => {
  const token = await signer.sign(good)
  for (const at of [0, Math.floor(token.length / 2), token.length - 1]) {
    const changed = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`
    expect(await judge(changed)).not.toBe('accepted')
  }
})

test('a token that was good under a withdrawn key is not remembered as good', async () => {
  const token = await signer.sign(good)
  expect(await judge(token)).toBe('accepted')
  const rotated = await makeTokenSigner()
  expect(await judge(token, rotated.keys)).toBe('token_signature_invalid')
})
