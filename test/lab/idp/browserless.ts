import * as client from 'openid-client'
import { request as ask } from 'undici'
import { DEMO_PASSWORD } from './accounts.ts'
import { CookieJar } from './cookie-jar.ts'

/** A sign-in that a script does in the place of a person with a browser. */
export interface ScriptedSignIn {
  readonly issuer: string
  readonly clientId: string
  readonly redirectUri: string
  readonly username: string
  readonly password?: string
  /** Only looked at where the client asks for a passkey; yes unless said otherwise. */
  readonly passkey?: boolean
  readonly nonce: string
  /** Any further parameters of the authorization request: `prompt`, `max_age`, `acr_values`, `claims` … */
  readonly parameters?: Readonly<Record<string, string>>
  /** Carries the provider's session from one sign-in to the next; a fresh one is a fresh browser. */
  readonly cookies?: CookieJar
}

/** What it takes to sign in once somebody else has made the authorization request. */
export type Walk = Pick<ScriptedSignIn, 'redirectUri' | 'username' | 'password' | 'passkey' | 'cookies'>

export interface SignedIn {
  readonly idToken: string
  /** The ID token's payload, validated by `openid-client` (issuer, audience, nonce, times; not the signature). */
  readonly claims: Readonly<Record<string, unknown>>
  readonly accessToken: string
  readonly refreshToken?: string | undefined
}

/**
 * Runs code + PKCE against the provider over HTTP, filling in the sign-in page as a person would.
 *
 * @throws `openid-client`'s errors, for example `AuthorizationResponseError` where the provider answers with an error
 */
export async function signInByScript(how: ScriptedSignIn): Promise<SignedIn> {
  const configuration = await discover(how.issuer, how.clientId)
  const verifier = client.randomPKCECodeVerifier()
  const state = client.randomState()
  const { max_age: maxAge } = how.parameters ?? {}
  const start = client.buildAuthorizationUrl(configuration, {
    redirect_uri: how.redirectUri,
    scope: 'openid',
    nonce: how.nonce,
    state,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...how.parameters,
  })
  const callback = await walk(start, how)
  const tokens = await client.authorizationCodeGrant(configuration, asQuery(callback), {
    pkceCodeVerifier: verifier,
    expectedNonce: how.nonce,
    expectedState: state,
    idTokenExpected: true,
    ...(maxAge === undefined ? {} : { maxAge: Number(maxAge) }),
  })
  if (tokens.id_token === undefined) throw new Error('The provider answered without an ID token.')
  return {
    idToken: tokens.id_token,
    claims: tokens.claims() ?? {},
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token,
  }
}

/** Ends a scripted browser's session at the provider, as a person does there; resolves when everybody has been told. */
export async function signOutByScript(issuer: string, cookies: CookieJar): Promise<void> {
  const asked = new URL(`${issuer}/session/end`)
  const page = await (await request(asked, cookies, undefined)).text()
  const action = /<form id="op.logoutForm" method="post" action="([^"]+)"/.exec(page)?.[1]
  const secret = /name="xsrf" value="([^"]+)"/.exec(page)?.[1]
  if (action === undefined || secret === undefined) throw new PageError(200, page)
  const done = await request(new URL(action, asked), cookies, new URLSearchParams({ xsrf: secret, logout: 'yes' }))
  if (done.status >= 400) throw new PageError(done.status, await done.text())
}

/** The provider's metadata for a public client; plain http, because everything is on this machine. */
export function discover(issuer: string, clientId: string): Promise<client.Configuration> {
  return client.discovery(new URL(issuer), clientId, undefined, client.None(), {
    execute: [client.allowInsecureRequests],
  })
}

/** Follows redirects and fills in pages until the provider sends the person to the redirect URI; returns that URL. */
export async function walk(start: URL, how: Walk): Promise<URL> {
  const jar = how.cookies ?? new CookieJar()
  let url = start
  let form: URLSearchParams | undefined
  // Authorize, page, form, resume, callback: more than a dozen steps means going in circles.
  for (let step = 0; step < 12; step += 1) {
    const response = await request(url, jar, form)
    form = undefined
    const location = response.headers.get('location')
    if (location !== null) {
      url = new URL(location, url)
      if (url.href.startsWith(how.redirectUri)) return url
      continue
    }
    const page = await response.text()
    const next = fillIn(page, url, how, response.status)
    url = next.url
    form = next.form
  }
  throw new Error('The provider never sent the person back.')
}

/** As a browser that goes there: `fetch` says `Sec-Fetch-Mode: cors`, and some providers answer that as a script's call. */
async function request(url: URL, jar: CookieJar, form: URLSearchParams | undefined): Promise<Response> {
  const headers = { cookie: jar.header(url), accept: 'text/html' }
  const post = { method: 'POST', body: form?.toString() ?? '' } as const
  const posted = { ...headers, origin: url.origin, 'content-type': 'application/x-www-form-urlencoded' }
  const answer = await ask(url, form === undefined ? { headers } : { ...post, headers: posted })
  const { statusCode: status, headers: given, body } = answer
  const named = Object.entries(given).flatMap(([name, value = []]) => [value].flat().map((one): Pair => [name, one]))
  const response = new Response(await body.text(), { status, headers: named })
  jar.store(response)
  return response
}

function fillIn(page: string, url: URL, how: Walk, status: number): { url: URL; form: URLSearchParams } {
  const hidden = [...page.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)].map(nameAndValue)
  const action = /<form method="post" action="([^"]+)"/.exec(page)?.[1]
  if (action === undefined || status !== 200) throw new PageError(status, page)
  const form = new URLSearchParams(hidden)
  // Another person on the same browser: the provider's page that ends the old session posts itself.
  if (!page.includes('name="password"')) return { url: new URL(action, url), form }
  form.set(page.includes('name="email"') ? 'email' : 'username', how.username)
  form.set('password', how.password ?? DEMO_PASSWORD)
  if (how.passkey !== false && page.includes('name="passkey"')) form.set('passkey', 'yes')
  return { url: new URL(action, url), form }
}

type Pair = [name: string, value: string]

function nameAndValue([, name = '', value = '']: RegExpExecArray | RegExpMatchArray): Pair {
  return [name, value.replaceAll('&amp;', '&')]
}

/** A page that doesn't lead on: wrong password, refused request, ended sign-in. */
export class PageError extends Error {
  readonly status: number
  readonly page: string

  constructor(status: number, page: string) {
    super(`The provider showed a page (${status}) that leads nowhere.`)
    this.status = status
    this.page = page
  }
}

/** With `response_mode=fragment` the answer is behind the `#`; `openid-client` reads the query. */
function asQuery(callback: URL): URL {
  if (callback.hash === '') return callback
  const url = new URL(callback)
  url.search = callback.hash.slice(1)
  url.hash = ''
  return url
}
