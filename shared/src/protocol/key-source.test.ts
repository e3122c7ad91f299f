import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { examplePolicy } from '../../vectors/example.ts'
import { makeTokenSigner } from '../../vectors/signers.ts'
import { IssuerUnreachable, makeKeySource } from './key-source.ts'

// An issuer of our own on loopback, which answers as each test wants, and counts how often it was asked.

type Answer = (request: IncomingMessage, response: ServerResponse) => void

const servers: ReturnType<typeof createServer>[] = []

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

async function startIssuer(keys: Answer, metadata?: (origin: string) => object) {
  let [asked, origin] = [0, '']
  const server = createServer((request, response) => {
    if (request.url === '/.well-known/openid-configuration') {
      response.end(JSON.stringify(metadata?.(origin) ?? { issuer: origin, jwks_uri: `${origin}/jwks` }))
      return
    }
    asked += 1
    keys(request, response)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // Listening on a port: its address is an object.
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { origin, asked: () => asked }
}

const signer = await makeTokenSigner()
const [jwk] = Object.values(signer.keys)[0]?.keys ?? []
const answerKeys =
  (...keys: readonly object[]): Answer =>
  (_, response) => {
    response.end(JSON.stringify({ keys }))
  }

/** A source with a clock of the test's, and a token of the issuer with a key id. */
async function sourceFor(issuer: string, options: { readonly allowLoopbackHttp?: boolean } = {}) {
  let now = 1_800_000_000_000
  const source = makeKeySource({ fetch, now: () => now, allowLoopbackHttp: options.allowLoopbackHttp ?? true })
  const policy = examplePolicy({ issuer: { issuer } })
  return {
    source,
    pass: (milliseconds: number) => {
      now += milliseconds
    },
    keysFor: async (kid = 'key-1') => source.keysFor(await signer.sign({ iss: issuer }, { kid }), policy),
  }
}

test('keys are asked for once, and again after a quarter of an hour: a withdrawn one stops counting', async () => {
  const published: object[] = [{ ...jwk }]
  const issuer = await startIssuer((request, response) => answerKeys(...published)(request, response))
  const { keysFor, pass } = await sourceFor(issuer.origin)
  expect((await keysFor())[issuer.origin]?.keys).toHaveLength(1)
  await keysFor()
  expect(issuer.asked()).toBe(1)
  published.pop()
  pass(900_001)
  expect((await keysFor())[issuer.origin]?.keys).toHaveLength(0)
  expect(issuer.asked()).toBe(2)
})

test('a key id that is not known makes it ask at once, at most once in ten seconds', async () => {
  const issuer = await startIssuer(answerKeys({ ...jwk }))
  const { keysFor, pass } = await sourceFor(issuer.origin)
  await keysFor()
  pass(10_001)
  for (const kid of ['x', 'y', 'z']) await keysFor(kid)
  expect(issuer.asked()).toBe(2)
  pass(10_001)
  await keysFor('x')
  expect(issuer.asked()).toBe(3)
})

test('tokens that come together ask once', async () => {
  const issuer = await startIssuer(answerKeys({ ...jwk }))
  const { keysFor } = await sourceFor(issuer.origin)
  await Promise.all(Array.from({ length: 20 }, () => keysFor()))
  expect(issuer.asked()).toBe(1)
})

test('a token of an issuer that the policy does not name asks nobody', async () => {
  const issuer = await startIssuer(answerKeys())
  const { source } = await sourceFor('https://login.acme.example')
  const token = await signer.sign({ iss: issuer.origin })
  await expect(source.keysFor(token, examplePolicy())).rejects.toMatchObject({ code: 'token_issuer_unknown' })
  expect(issuer.asked()).toBe(0)
})

const megabyte = Buffer.alloc(1_048_576, ' ')

test.each<[string, Answer]>([
  ['sends elsewhere', (_, response) => response.writeHead(302, { location: '/other' }).end()],
  [
    'publishes 10,000 keys',
    answerKeys(...Array.from({ length: 10_000 }, (_, index) => ({ kty: 'EC', kid: `${index}` }))),
  ],
  ['never stops', (_, response) => void endless(response)],
  ['answers something else', (_, response) => response.end('<html>')],
  ['answers a list', (_, response) => response.end('[]')],
  ['nests a thousand deep', (_, response) => response.end(`{"keys":${'['.repeat(1_000)}${']'.repeat(1_000)}}`)],
  ['names a member twice', (_, response) => response.end('{"keys":[],"keys":[]}')],
  ['writes lone surrogates', (_, response) => response.end('{"keys":[{"kty":"\\ud800"}]}')],
  ['fails', (_, response) => response.writeHead(500).end()],
  ['hangs up', (_, response) => response.destroy()],
])('an issuer that %s is as good as out of reach', async (_, keys) => {
  const issuer = await startIssuer(keys)
  const { keysFor } = await sourceFor(issuer.origin)
  await expect(keysFor()).rejects.toBeInstanceOf(IssuerUnreachable)
})

/** Writes until nobody reads any more. */
function endless(response: ServerResponse): void {
  const more = () => {
    while (!response.destroyed && response.write(megabyte));
    if (!response.destroyed) response.once('drain', more)
  }
  more()
}

test.each<[string, (origin: string) => object]>([
  ['is said to be another', (origin) => ({ issuer: `${origin}/`, jwks_uri: `${origin}/jwks` })],
  ['names no place for its keys', (origin) => ({ issuer: origin })],
  ['names a place over plain http', (origin) => ({ issuer: origin, jwks_uri: 'http://login.acme.example/jwks' })],
  ['names a place that is no URL', (origin) => ({ issuer: origin, jwks_uri: 'keys' })],
])('an issuer that %s is as good as out of reach', async (_, metadata) => {
  const issuer = await startIssuer(answerKeys({ ...jwk }), metadata)
  const { keysFor } = await sourceFor(issuer.origin)
  await expect(keysFor()).rejects.toBeInstanceOf(IssuerUnreachable)
  expect(issuer.asked()).toBe(0)
})

test('plain http is for a loopback issuer of a loopback relay alone', async () => {
  const issuer = await startIssuer(answerKeys({ ...jwk }))
  const { keysFor } = await sourceFor(issuer.origin, { allowLoopbackHttp: false })
  await expect(keysFor()).rejects.toBeInstanceOf(IssuerUnreachable)
  expect(issuer.asked()).toBe(0)
})

test('the clock is corrected by the issuer’s date, and unknown where it is more than five minutes off', async () => {
  const [near, far] = await Promise.all(
    [120_000, 600_000].map((ahead) =>
      startIssuer((request, response) => {
        response.setHeader('date', new Date(1_800_000_000_000 + ahead).toUTCString())
        answerKeys({ ...jwk })(request, response)
      }),
    ),
  )
  const close = await sourceFor(near?.origin ?? '')
  await close.keysFor()
  expect(Math.abs(close.source.correctedNow(near?.origin ?? '') - 1_800_000_120_000)).toBeLessThanOrEqual(1_000)
  const away = await sourceFor(far?.origin ?? '')
  await away.keysFor()
  expect(() => away.source.correctedNow(far?.origin ?? '')).toThrow(expect.objectContaining({ code: 'clock_unknown' }))
})

test('one issuer’s trouble is not another’s', async () => {
  const [good, bad] = await Promise.all([
    startIssuer(answerKeys({ ...jwk })),
    startIssuer((_, response) => void response.destroy()),
  ])
  const { keysFor, source } = await sourceFor(good.origin)
  await source.warm(bad.origin).catch(() => {})
  expect((await keysFor())[good.origin]?.keys).toHaveLength(1)
})
