import { createRemoteJWKSet, jwtVerify } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ScriptedSignIn, signInByScript } from '../idp/browserless.ts'
import { APP_CLIENT, APPROVER_CLIENT, EXTENSION_CLIENT } from '../idp/clients.ts'
import { CookieJar } from '../idp/cookie-jar.ts'
import { type PartnerProvider, startPartnerProvider } from './server.ts'

// What a provider of another maker does otherwise than Acme SSO: see the README.

const redirectUri = 'http://127.0.0.1:4999/callback'

let partner: PartnerProvider

beforeAll(async () => {
  partner = await startPartnerProvider({
    [EXTENSION_CLIENT]: ['https://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org/'],
    [APP_CLIENT]: [redirectUri],
    [APPROVER_CLIENT]: [redirectUri],
  })
})

afterAll(() => partner.close())

function signIn(how: Partial<ScriptedSignIn> = {}) {
  const { issuer } = partner
  const username = 'approver@partner.example'
  return signInByScript({ issuer, clientId: APPROVER_CLIENT, redirectUri, username, nonce: 'n-1', ...how })
}

test('nonce and set claims come in an ID token that is signed with EdDSA, in whatever client with the same subject', async () => {
  const { idToken } = await signIn({ nonce: 'commits-to-this' })
  const keys = createRemoteJWKSet(new URL(`${partner.issuer}/jwks`))
  const { payload, protectedHeader } = await jwtVerify(idToken, keys, {
    issuer: partner.issuer,
    audience: APPROVER_CLIENT,
  })
  expect(protectedHeader.alg).toBe('EdDSA')
  expect(payload).toMatchObject({
    nonce: 'commits-to-this',
    name: 'Partner approver',
    email: 'approver@partner.example',
    email_verified: true,
    employee_id: 'E-3002',
    groups: ['platform-leads'],
  })
  expect((await signIn({ clientId: APP_CLIENT })).claims['sub']).toBe(payload.sub)
})

test('it passes over the strength that is asked for: every token says acr 0', async () => {
  const { claims } = await signIn({ parameters: { acr_values: 'phrh' } })
  expect(claims).toMatchObject({ acr: '0' })
  expect(claims).not.toHaveProperty('amr')
})

test('a live session signs in without a page, and is asked anew where the client wants it', async () => {
  const cookies = new CookieJar()
  const first = await signIn({ cookies })
  const silent = await signIn({ cookies, password: 'is not asked for', parameters: { prompt: 'none' } })
  expect(silent.claims['auth_time']).toBe(first.claims['auth_time'])
  const anew = signIn({ cookies, password: 'wrong', parameters: { prompt: 'login', max_age: '0' } })
  await expect(anew).rejects.toMatchObject({ status: 401 })
})

test('without a session a silent sign-in is refused', async () => {
  await expect(signIn({ parameters: { prompt: 'none' } })).rejects.toMatchObject({ error: 'login_required' })
})

test('after a time away it is the same provider: an earlier token still verifies', async () => {
  const { idToken } = await signIn()
  await partner.away(async () => {
    await expect(fetch(`${partner.issuer}/jwks`)).rejects.toThrow()
  })
  await jwtVerify(idToken, createRemoteJWKSet(new URL(`${partner.issuer}/jwks`)), { issuer: partner.issuer })
})
