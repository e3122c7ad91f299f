import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accounts } from './accounts.ts'
import { discover, PageError, type ScriptedSignIn, signInByScript } from './browserless.ts'
import { APP_CLIENT, APPROVER_CLIENT, EXTENSION_CLIENT } from './clients.ts'
import { CookieJar } from './cookie-jar.ts'
import { type IdentityProvider, startIdentityProvider } from './server.ts'

const EXTENSION_REDIRECT = 'https://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org/'
const APP_REDIRECT = 'http://127.0.0.1:4999/callback'
const clients = {
  [EXTENSION_CLIENT]: [EXTENSION_REDIRECT],
  [APP_CLIENT]: [APP_REDIRECT],
  [APPROVER_CLIENT]: [APP_REDIRECT],
}
const ALL_CLAIMS = JSON.stringify({
  id_token: { email: null, email_verified: null, name: null, groups: null, employee_id: null, acr: null, amr: null },
})

let idp: IdentityProvider

beforeAll(async () => {
  idp = await startIdentityProvider({ clients, relayUrl: 'http://127.0.0.1:4999' })
})

afterAll(() => idp.close())

function approverSignIn(how: Partial<ScriptedSignIn> = {}) {
  const { issuer } = idp
  const base = { issuer, clientId: APPROVER_CLIENT, redirectUri: APP_REDIRECT, username: 'approver-1', nonce: 'n-1' }
  return signInByScript({ ...base, ...how })
}

describe('a sign-in at Acme SSO', () => {
  it('puts nonce and every claim that was asked for into a signed ID token', async () => {
    const { idToken } = await approverSignIn({ nonce: 'commits-to-this', parameters: { claims: ALL_CLAIMS } })
    const keys = createRemoteJWKSet(new URL(`${idp.issuer}/jwks`))
    const { payload, protectedHeader } = await jwtVerify(idToken, keys, {
      issuer: idp.issuer,
      audience: APPROVER_CLIENT,
    })
    expect(protectedHeader.alg).toBe('RS256')
    expect(payload).toMatchObject({
      nonce: 'commits-to-this',
      email: 'approver-1@acme.example',
      email_verified: true,
      name: 'First approver',
      groups: ['platform-leads'],
      employee_id: 'E-1002',
      acr: 'urn:acme:password',
      amr: ['pwd'],
    })
  })

  it('leaves claims out of the ID token that only a scope asks for', async () => {
    const { claims } = await approverSignIn({ parameters: { scope: 'openid email profile groups' } })
    expect(claims).not.toHaveProperty('email')
    expect(claims).not.toHaveProperty('groups')
  })

  it.each(accounts.map(({ username, employeeId }) => [username, employeeId]))('works for %s', async (username, id) => {
    const { claims } = await approverSignIn({ username, parameters: { claims: ALL_CLAIMS } })
    expect(claims['employee_id']).toBe(id)
  })

  it('makes one person somebody else in each client, recognisable by employee_id alone', async () => {
    const parameters = { claims: ALL_CLAIMS }
    const tokens = await Promise.all([
      approverSignIn({ parameters }),
      approverSignIn({ parameters, clientId: APP_CLIENT }),
      approverSignIn({ parameters, clientId: EXTENSION_CLIENT, redirectUri: EXTENSION_REDIRECT }),
    ])
    expect(new Set(tokens.map(({ claims }) => claims['sub'])).size).toBe(3)
    expect(new Set(tokens.map(({ claims }) => claims['employee_id']))).toEqual(new Set(['E-1002']))
  })

  it('gives the same subject in the same client every time', async () => {
    const [one, two] = await Promise.all([approverSignIn(), approverSignIn()])
    expect(one.claims['sub']).toBe(two.claims['sub'])
  })

  it('answers in the fragment where asked to', async () => {
    const { claims } = await approverSignIn({ parameters: { response_mode: 'fragment' } })
    expect(claims['nonce']).toBe('n-1')
  })

  it('gives no refresh token, and an access token that only opens user info', async () => {
    const { accessToken, refreshToken } = await approverSignIn({ parameters: { scope: 'openid email offline_access' } })
    const userInfo = await fetch(`${idp.issuer}/me`, { headers: { authorization: `Bearer ${accessToken}` } })
    expect(await userInfo.json()).toMatchObject({ email: 'approver-1@acme.example' })
    expect(refreshToken).toBeUndefined()
    expect((await discover(idp.issuer, APPROVER_CLIENT)).serverMetadata()).toMatchObject({
      grant_types_supported: ['authorization_code'],
      response_types_supported: ['code'],
      subject_types_supported: ['pairwise'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
      claims_parameter_supported: true,
    })
  })
})

describe('an action that the client tells', () => {
  const action = { type: 'countersign_action', locations: ['https://console.example'], method: 'DELETE' }
  const telling = (details: unknown) => ({
    authorization_details: JSON.stringify([details]),
    resource: 'urn:countersign:action',
  })

  it('changes nothing in the ID token, and opens no API', async () => {
    const parameters = { claims: ALL_CLAIMS, ...telling(action) }
    const { claims, accessToken } = await approverSignIn({ parameters })
    expect(claims).toMatchObject({ nonce: 'n-1', aud: APPROVER_CLIENT, email: 'approver-1@acme.example' })
    expect(JSON.stringify(claims)).not.toContain('console.example')
    const userInfo = await fetch(`${idp.issuer}/me`, { headers: { authorization: `Bearer ${accessToken}` } })
    expect(userInfo.ok).toBe(false)
  })

  it('is shown to somebody who is signed in already', async () => {
    const cookies = new CookieJar()
    await approverSignIn({ cookies })
    const again = approverSignIn({ cookies, password: 'wrong', parameters: telling(action) })
    await expect(again).rejects.toSatisfy(
      (error) => error instanceof PageError && error.page.includes('https://console.example'),
    )
  })

  it.each<[string, unknown, string]>([
    ['of another type', { ...action, type: 'payment' }, APPROVER_CLIENT],
    ['without a console', { ...action, locations: [] }, APPROVER_CLIENT],
    ['from a client that approves nothing', action, APP_CLIENT],
  ])('is refused %s', async (_, details, clientId) => {
    const refused = approverSignIn({ clientId, parameters: telling(details) })
    await expect(refused).rejects.toMatchObject({ error: 'invalid_authorization_details' })
  })
})

describe('a second sign-in in the same browser', () => {
  it('shows no page while the session lasts', async () => {
    const cookies = new CookieJar()
    await approverSignIn({ cookies })
    const { claims } = await approverSignIn({ cookies, password: 'never asked for', nonce: 'n-2' })
    expect(claims['nonce']).toBe('n-2')
    expect(claims).not.toHaveProperty('auth_time')
  })

  it('asks again with prompt=login, and says when', async () => {
    const cookies = new CookieJar()
    await approverSignIn({ cookies })
    const before = Math.floor(Date.now() / 1000)
    const { claims } = await approverSignIn({ cookies, parameters: { prompt: 'login', max_age: '0' } })
    expect(claims['auth_time']).toBeGreaterThanOrEqual(before)
    await expect(
      approverSignIn({ cookies, password: 'wrong', parameters: { prompt: 'login' } }),
    ).rejects.toBeInstanceOf(PageError)
  })

  it('answers prompt=none without a page, or with login_required', async () => {
    const cookies = new CookieJar()
    await expect(approverSignIn({ cookies, parameters: { prompt: 'none' } })).rejects.toMatchObject({
      error: 'login_required',
    })
    await approverSignIn({ cookies })
    const { claims } = await approverSignIn({ cookies, parameters: { prompt: 'none' } })
    expect(claims['nonce']).toBe('n-1')
  })

  it('lets another person take over', async () => {
    const cookies = new CookieJar()
    await approverSignIn({ cookies })
    const { claims } = await approverSignIn({
      cookies,
      username: 'approver-2',
      parameters: { prompt: 'login', claims: ALL_CLAIMS },
    })
    expect(claims['employee_id']).toBe('E-1003')
  })
})

describe('the level of a sign-in', () => {
  it('is phrh where it was asked for and the passkey was used', async () => {
    const { claims } = await approverSignIn({ parameters: { acr_values: 'phrh', claims: ALL_CLAIMS } })
    expect(claims).toMatchObject({ acr: 'phrh', amr: expect.arrayContaining(['hwk', 'user']) })
  })

  it('stays below where the person declines, and the token says so', async () => {
    const { claims } = await approverSignIn({
      passkey: false,
      parameters: { acr_values: 'phrh', claims: ALL_CLAIMS },
    })
    expect(claims['acr']).toBe('urn:acme:password')
  })

  it('is raised in a live session that is too low', async () => {
    const cookies = new CookieJar()
    await approverSignIn({ cookies })
    const { claims } = await approverSignIn({ cookies, parameters: { acr_values: 'phrh', claims: ALL_CLAIMS } })
    expect(claims['acr']).toBe('phrh')
  })

  it('is not given away where the client demands it and the person declines', async () => {
    const claims = JSON.stringify({ id_token: { acr: { essential: true, value: 'phrh' } } })
    await expect(approverSignIn({ passkey: false, parameters: { claims } })).rejects.toThrow('never sent the person')
  })
})

describe('the provider refuses', () => {
  it('a wrong password, on the page, leaving the way back open', async () => {
    const refused = await approverSignIn({ password: 'guess' }).catch((error: unknown) => error)
    expect(refused).toMatchObject({ status: 422, page: expect.stringContaining('data-problem="wrong password"') })
    expect(refused).toMatchObject({ page: expect.stringContaining('data-action="cancel"') })
  })

  it('a code flow without PKCE', async () => {
    const location = await redirectOf({ redirect_uri: APP_REDIRECT })
    expect(location.searchParams.get('error')).toBe('invalid_request')
    expect(location.searchParams.get('error_description')).toContain('PKCE')
  })

  it('a plain code challenge', async () => {
    const location = await redirectOf({ redirect_uri: APP_REDIRECT, code_challenge: 'x'.repeat(43) })
    expect(location.searchParams.get('error')).toBe('invalid_request')
  })

  it('an unknown redirect URI, on a page of its own and without a redirect', async () => {
    const response = await authorize({ redirect_uri: 'http://127.0.0.1:4999/elsewhere' })
    expect(response.status).toBe(400)
    expect(response.headers.get('location')).toBeNull()
    expect(await response.text()).toContain('data-error="invalid_redirect_uri"')
  })

  it('a redirect URI of another client', async () => {
    expect((await authorize({ redirect_uri: EXTENSION_REDIRECT })).status).toBe(400)
  })

  it('tokens straight from the front channel', async () => {
    const location = await redirectOf({ redirect_uri: APP_REDIRECT, response_type: 'id_token', nonce: 'n' })
    const answer = new URLSearchParams(location.hash.slice(1) || location.search)
    expect(answer.get('error')).toBe('unsupported_response_type')
  })

  it('a code whose verifier is another one', async () => {
    const cookies = new CookieJar()
    await approverSignIn({ cookies })
    const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
    const url = authorizeUrl({ redirect_uri: APP_REDIRECT, code_challenge: challenge, code_challenge_method: 'S256' })
    const first = await fetch(url, { redirect: 'manual', headers: { cookie: cookies.header(url) } })
    const code = new URL(first.headers.get('location') ?? '').searchParams.get('code') ?? ''
    const response = await tokenRequest({ code, code_verifier: 'y'.repeat(43) }, 'http://127.0.0.1:4999')
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: 'invalid_grant' })
  })

  it('to serve a relay that others reach', async () => {
    await expect(startIdentityProvider({ relayUrl: 'https://relay.acme.example' })).rejects.toMatchObject({
      code: 'idp_relay_not_loopback',
    })
  })

  it('redirect URIs on two hosts in one client', async () => {
    const twoHosts = { [APP_CLIENT]: [APP_REDIRECT, EXTENSION_REDIRECT] }
    await expect(startIdentityProvider({ clients: twoHosts })).rejects.toBeInstanceOf(TypeError)
  })
})

describe('cancelling', () => {
  it('sends the person back with access_denied, state and issuer', async () => {
    const cookies = new CookieJar()
    const challenge = { code_challenge: 'x'.repeat(43), code_challenge_method: 'S256' }
    const page = await step(authorizeUrl({ redirect_uri: APP_REDIRECT, state: 's-1', ...challenge }), cookies)
    const back = await step(new URL(`${page.pathname}/cancel`, page), cookies)
    const { searchParams } = await step(back, cookies)
    expect(Object.fromEntries(searchParams)).toMatchObject({ error: 'access_denied', state: 's-1', iss: idp.issuer })
  })

  it('shows words, not an error, for a sign-in page that is no longer good', async () => {
    const response = await fetch(`${idp.issuer}/sign-in/long-gone`)
    expect(response.status).toBe(410)
    expect(await response.text()).toContain('This sign-in has ended')
  })
})

it('answers strange paths with 404', async () => {
  expect((await fetch(`${idp.issuer}//`)).status).toBe(404)
  expect((await fetch(`${idp.issuer}/nothing/%zz`)).status).toBe(404)
})

describe('scripts of other origins', () => {
  const origins = ['http://127.0.0.1:4999', 'chrome-extension://abcdefghijklmnopabcdefghijklmnop']

  it.each(origins)('%s may read discovery, keys and token answers', async (origin) => {
    for (const path of ['/.well-known/openid-configuration', '/jwks']) {
      const response = await fetch(`${idp.issuer}${path}`, { headers: { origin } })
      expect(response.headers.get('access-control-allow-origin')).toBe(origin)
    }
    const answer = await tokenRequest({ code: 'unknown', code_verifier: 'y'.repeat(43) }, origin)
    expect(await answer.json()).toMatchObject({ error: 'invalid_grant' })
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin)
  })

  it('of anybody else get no token answer', async () => {
    const answer = await tokenRequest({ code: 'unknown', code_verifier: 'y'.repeat(43) }, 'https://evil.example')
    expect(answer.status).toBe(400)
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
  })
})

describe('a restart', () => {
  it('keeps signing keys and subjects where it has a directory', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'acme-sso-'))
    const run = async () => {
      const provider = await startIdentityProvider({ clients, dir, idTokenAlg: 'ES256' })
      const { idToken, claims } = await approverSignIn({ issuer: provider.issuer })
      await provider.close()
      return { header: decodeProtectedHeader(idToken), subject: claims['sub'] }
    }
    const first = await run()
    expect(first.header.alg).toBe('ES256')
    expect(await run()).toEqual(first)
    const file = join(dir, 'idp-keys.json')
    expect(await readFile(file, 'utf8')).toContain('"pairwise"')
    await writeFile(file, '{}')
    await expect(startIdentityProvider({ clients, dir })).rejects.toThrow('does not hold the keys')
    await rm(dir, { recursive: true })
  })
})

it('takes clients after the start, as whoever needs the issuer first does', async () => {
  const provider = await startIdentityProvider()
  const how = { issuer: provider.issuer, clientId: APP_CLIENT, redirectUri: APP_REDIRECT }
  await expect(approverSignIn(how)).rejects.toMatchObject({ status: 400 })
  provider.registerClients(clients)
  expect((await approverSignIn(how)).claims['aud']).toBe(APP_CLIENT)
  await provider.close()
})

function authorizeUrl(parameters: Readonly<Record<string, string>>): URL {
  const url = new URL('/auth', idp.issuer)
  const base = { client_id: APPROVER_CLIENT, response_type: 'code', scope: 'openid' }
  url.search = new URLSearchParams({ ...base, ...parameters }).toString()
  return url
}

function authorize(parameters: Readonly<Record<string, string>>): Promise<Response> {
  return fetch(authorizeUrl(parameters), { redirect: 'manual' })
}

async function redirectOf(parameters: Readonly<Record<string, string>>): Promise<URL> {
  return new URL((await authorize(parameters)).headers.get('location') ?? '')
}

async function step(url: URL, cookies: CookieJar): Promise<URL> {
  const response = await fetch(url, { redirect: 'manual', headers: { cookie: cookies.header(url) } })
  cookies.store(response)
  return new URL(response.headers.get('location') ?? '', url)
}

function tokenRequest(parameters: Readonly<Record<string, string>>, origin: string): Promise<Response> {
  const grant = { grant_type: 'authorization_code', client_id: APPROVER_CLIENT, redirect_uri: APP_REDIRECT }
  return fetch(`${idp.issuer}/token`, {
    method: 'POST',
    headers: { origin },
    body: new URLSearchParams({ ...grant, ...parameters }),
  })
}
