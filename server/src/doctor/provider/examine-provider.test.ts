import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWK } from 'jose'
import { afterEach, expect, test } from 'vitest'
import type { Finding } from '../finding.ts'
import { examineProvider } from './examine-provider.ts'
import { providerOf } from './provider.ts'
import { visit } from './visit.ts'

// Providers with one thing wrong, on loopback; what is right is test/lab/idp/doctor.test.ts.

type Answer = (request: IncomingMessage, response: ServerResponse) => void

const servers: ReturnType<typeof createServer>[] = []

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

const good = { kty: 'EC', crv: 'P-256', kid: 'one', ...(await point()) }

async function point(): Promise<JWK> {
  const { publicKey } = await generateKeyPair('ES256', { extractable: true })
  const { x = '', y = '' } = await exportJWK(publicKey)
  return { x, y }
}

/** A provider, sound but for what is changed. */
async function startProvider(
  change: {
    readonly metadata?: (origin: string) => object
    readonly discovery?: Answer
    readonly keys?: readonly object[]
    readonly headers?: Readonly<Record<string, string>>
    readonly authorize?: Answer
  } = {},
): Promise<string> {
  let origin = ''
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(change.headers ?? {})) response.setHeader(name, value)
    const path = (request.url ?? '').split('?')[0]
    if (path === '/jwks') response.end(JSON.stringify({ keys: change.keys ?? [good] }))
    else if (path === '/auth') (change.authorize ?? toSignIn)(request, response)
    else if (change.discovery) change.discovery(request, response)
    else response.end(JSON.stringify({ ...soundMetadata(origin), ...change.metadata?.(origin) }))
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // Listening on a port: its address is an object.
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return origin
}

function soundMetadata(origin: string) {
  return {
    issuer: origin,
    jwks_uri: `${origin}/jwks`,
    authorization_endpoint: `${origin}/auth`,
    token_endpoint: `${origin}/token`,
    response_types_supported: ['code'],
    code_challenge_methods_supported: ['S256'],
    subject_types_supported: ['public'],
    prompt_values_supported: ['login'],
  }
}

/** Scripts, which say so, are told where to go; browsers are sent there. */
const toNavigation: Answer = (request, response) => {
  if (request.headers['sec-fetch-mode'] === 'navigate') toSignIn(request, response)
  else response.end(JSON.stringify({ redirect: true, url: '/login' }))
}

const toSignIn: Answer = (_, response) => response.writeHead(302, { location: '/login' }).end()

async function examineAt(issuer: string, patience = 5_000): Promise<readonly Finding[]> {
  const provider = providerOf(issuer, undefined, {
    clients: { app: 'app' },
    app: 'https://approve.acme.example',
    extensionRedirect: undefined,
  })
  // As patient as the doctor where nothing waits; a test of waiting need not take ten seconds.
  const asking: typeof fetch = (url, init) => fetch(url, { ...init, signal: AbortSignal.timeout(patience) })
  return (await examineProvider({ fetch: asking, visit, now: Date.now }, provider)).findings
}

async function faultsAt(issuer: string, patience?: number): Promise<readonly string[]> {
  const faults = (await examineAt(issuer, patience)).filter(({ kind }) => kind === 'fault')
  return faults.map(({ what, says }) => `${what}: ${says}`)
}

test('a sound provider has no fault', async () => {
  expect(await faultsAt(await startProvider())).toEqual([])
})

test('a discovery document that redirects is not followed', async () => {
  let asked = 0
  const elsewhere = await startProvider({
    discovery: () => {
      asked += 1
    },
  })
  const discovery: Answer = (_, response) => response.writeHead(302, { location: elsewhere }).end()
  const [fault, ...others] = await faultsAt(await startProvider({ discovery }))
  expect(fault).toMatch(/^Discovery: .* answers with a redirect, and none is followed/)
  expect(others).toEqual([])
  expect(asked).toBe(0)
})

test.each<[string, (origin: string) => string, RegExp]>([
  ['another one', () => 'https://evil.example', /names another issuer, “https:\/\/evil.example”/],
  ['one with a slash', (origin) => `${origin}/`, /the same slash/],
  ['many tenants', () => 'https://login.example/{tenantid}/v2.0', /stands for many tenants/],
  ['control characters', () => '\u001b[2Jx', /“ \[2Jx”/],
])('a document whose issuer is %s is a fault', async (_, named, words) => {
  const issuer = await startProvider({ metadata: (origin) => ({ issuer: named(origin) }) })
  expect(await faultsAt(issuer)).toEqual([expect.stringMatching(words)])
})

test('one that does not answer is not waited for', async () => {
  const issuer = await startProvider({ discovery: () => {} })
  expect(await faultsAt(issuer, 100)).toEqual([expect.stringMatching(/no answer within ten seconds/)])
})

test('of 10 MB no more than 256 KiB are read', async () => {
  let sent = 0
  const piece = ' '.repeat(65_536)
  const discovery: Answer = (_, response) => {
    const more = () => {
      while (sent < 160 && !response.destroyed) {
        sent += 1
        if (!response.write(piece)) return void response.once('drain', more)
      }
      response.end()
    }
    more()
  }
  expect(await faultsAt(await startProvider({ discovery }))).toEqual([expect.stringMatching(/larger than 256 KiB/)])
  expect(sent).toBeLessThan(160)
})

test('plain http is for loopback alone, and nothing is sent over it', async () => {
  let asked = 0
  const provider = providerOf('http://sso.acme.example', undefined, {
    clients: {},
    app: undefined,
    extensionRedirect: undefined,
  })
  const asking: typeof fetch = () => {
    asked += 1
    return Promise.reject(new Error('not to be asked'))
  }
  const { findings } = await examineProvider({ fetch: asking, visit, now: Date.now }, provider)
  expect(findings).toEqual([{ what: 'Discovery', kind: 'fault', says: expect.stringMatching(/not over https/) }])
  expect(asked).toBe(0)
})

test('endpoints over plain http, none at all, and keys elsewhere are told', async () => {
  const http = await startProvider({ metadata: () => ({ token_endpoint: 'http://sso.acme.example/token' }) })
  expect(await faultsAt(http)).toEqual([expect.stringMatching(/“http:\/\/sso.acme.example\/token” is not over https/)])
  const none = await startProvider({ metadata: () => ({ authorization_endpoint: undefined }) })
  expect(await faultsAt(none)).toContain('Endpoints: there is no authorization_endpoint.')
  const elsewhere = await startProvider({ metadata: () => ({ token_endpoint: 'https://api.acme.example/token' }) })
  const note = { what: 'Endpoints', kind: 'note', says: expect.stringContaining('“https://api.acme.example”') }
  expect(await examineAt(elsewhere)).toContainEqual(note)
})

test('two keys of one name are a fault, and so are keys of which none can be used', async () => {
  const twin = { ...good, ...(await point()) }
  expect(await faultsAt(await startProvider({ keys: [good, twin] }))).toContainEqual(
    expect.stringMatching(/^Keys: several are called “one”/),
  )
  expect(await faultsAt(await startProvider({ keys: [] }))).toEqual([expect.stringMatching(/^Keys: none can be used/)])
})

test('a key that is too small is told, and does not count', async () => {
  const small = { kty: 'RSA', kid: 'small', e: 'AQAB', n: Buffer.alloc(128, 255).toString('base64url') }
  const findings = await examineAt(await startProvider({ keys: [good, small] }))
  expect(findings).toContainEqual({ what: 'Keys', kind: 'warning', says: expect.stringMatching(/RSA key “small”/) })
  expect(findings).toContainEqual({ what: 'Keys', kind: 'good', says: '1 for ES256' })
})

test.each([
  [-400_000, 'fault', /behind .*nothing is released/],
  [60_000, 'warning', /60 s ahead of/],
])('a clock that is %d ms off is told', async (offset, kind, words) => {
  const date = new Date(Date.now() + offset).toUTCString()
  const findings = await examineAt(await startProvider({ headers: { date } }))
  expect(findings).toContainEqual({ what: 'Clock', kind, says: expect.stringMatching(words) })
})

test('PKCE without S256, and a flow that is not there, are faults', async () => {
  const changed = { code_challenge_methods_supported: ['plain'], response_types_supported: ['id_token'] }
  const faults = await faultsAt(await startProvider({ metadata: () => changed }))
  expect(faults.map((fault) => fault.split(':')[0])).toEqual(['Code flow', 'PKCE'])
})

const back = 'https://approve.acme.example/callback'

test.each<[string, Answer, Finding['kind'], RegExp]>([
  ['a redirect to its sign-in', toSignIn, 'good', /^looks accepted.*sign-in page/],
  ['a missing person', to(`${back}?error=login_required`), 'good', /^looks accepted/],
  ['a missing person, in the fragment', to(`${back}#error=login_required`), 'good', /^looks accepted/],
  [
    'an error at our address',
    to(`${back}?error=unauthorized_client`),
    'fault',
    /client refused: “unauthorized_client”/,
  ],
  ['a redirect to an error page', to('/oauth/error?authError=abc'), 'fault', /^refused: it leads to an error page/],
  ['a page that says no with 400', page(400, 'x'), 'fault', /^refused: an error page \(400\)/],
  ['a page that says no with 200', page(200, 'AADSTS50011: no'), 'fault', /^refused: an error page: AADSTS50011/],
  ['a redirect that only a browser is given', toNavigation, 'good', /^looks accepted.*sign-in page/],
  ['a page', page(200, '<form>'), 'warning', /^can’t tell: it answered 200/],
  ['a page with a word', page(200, 'onerror: "invalid_client"'), 'warning', /^can’t tell: .*page: invalid_client/],
  ['too many requests', page(429, ''), 'warning', /^can’t tell/],
  ['a fault of its own', page(503, ''), 'warning', /^can’t tell/],
])('to an authorization request %s is an answer', async (_, authorize, kind, words) => {
  const findings = await examineAt(await startProvider({ authorize }))
  expect(findings).toContainEqual({ what: 'Client app', kind, says: expect.stringMatching(words) })
})

function to(location: string): Answer {
  return (_, response) => response.writeHead(302, { location }).end()
}

function page(status: number, text: string): Answer {
  return (_, response) => response.writeHead(status).end(text)
}
