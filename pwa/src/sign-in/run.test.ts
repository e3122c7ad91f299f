import 'fake-indexeddb/auto'
import { examplePolicy, salt } from '@countersign/shared/vectors/example.ts'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type Details, readCallback, startRun } from './run.ts'
import { forgetOverdue } from './transaction.ts'

const expires = 1

test('an answer is read from the fragment as from the query', () => {
  const asFragment = readCallback(new URL('https://app.example/callback#code=c&state=s&iss=https%3A%2F%2Fsso.example'))
  const asQuery = readCallback(new URL('https://app.example/callback?code=c&state=s&iss=https%3A%2F%2Fsso.example'))
  expect(asFragment).toEqual(asQuery)
  expect(asFragment).toMatchObject({ state: 's', iss: 'https://sso.example' })
})

test('an address without a state is no answer', () => {
  expect(readCallback(new URL('https://app.example/callback?code=c'))).toBeUndefined()
  expect(readCallback(new URL('https://app.example/callback?state='))).toBeUndefined()
})

describe('a run', () => {
  afterEach(async () => {
    vi.unstubAllGlobals()
    await forgetOverdue(expires)
  })

  test('asks for the answer in the fragment where the provider can, and for a query’s where it cannot', async () => {
    expect((await start({ response_modes_supported: ['query', 'fragment'] })).get('response_mode')).toBe('fragment')
    expect((await start({ response_modes_supported: ['query'] })).has('response_mode')).toBe(false)
    expect((await start({})).has('response_mode')).toBe(false)
  })

  test('waits for the service worker where the code would come in a query, which it keeps from the server', async () => {
    const steps: string[] = []
    const worker = async () => void steps.push('worker')
    await start({ response_modes_supported: ['query', 'fragment'] }, someDetails, worker)
    expect(steps).toEqual([])
    await start({ response_modes_supported: ['query'] }, someDetails, worker)
    expect(steps).toEqual(['worker'])
    const never = start({}, someDetails, () => Promise.reject(new Error('no worker yet')))
    await expect(never).rejects.toThrow('no worker yet')
  })

  test('tells what it is about to a provider that lists the type, and to no other', async () => {
    const told = await start({ authorization_details_types_supported: ['other', 'some_type'] })
    expect(told.get('authorization_details')).toBe('[{"type":"some_type"}]')
    expect(told.get('resource')).toBe('urn:countersign:action')
    for (const metadata of [{}, { authorization_details_types_supported: ['other'] }]) {
      const untold = await start(metadata)
      expect(untold.has('authorization_details')).toBe(false)
      expect(untold.has('resource')).toBe(false)
    }
  })

  test('has an address of at most 6,000 characters', async () => {
    const types = { authorization_details_types_supported: ['some_type'] }
    const within = (length: number) => [{ type: 'some_type', text: 'x'.repeat(length) }]
    const given = await start(types, { type: 'some_type', within: (fits) => [6_000, 4_000].map(within).find(fits) })
    expect(given.get('authorization_details')).toContain('x'.repeat(4_000))
    const none = await start(types, { type: 'some_type', within: (fits) => [6_000].map(within).find(fits) })
    expect(none.has('authorization_details')).toBe(false)
  })
})

/** The parameters of a run at a provider with such metadata. */
async function start(
  metadata: object,
  details: Details = someDetails,
  worker = async () => {},
): Promise<URLSearchParams> {
  const policy = examplePolicy()
  const [issuer] = policy.issuers
  if (issuer === undefined) throw new Error('the example policy has an issuer')
  const known = { issuer: issuer.issuer, authorization_endpoint: `${issuer.issuer}/auth` }
  vi.stubGlobal('location', { origin: 'https://app.example' })
  vi.stubGlobal('fetch', async () => Response.json({ ...known, ...metadata }))
  const purpose = { kind: 'sign-in', issuer: issuer.issuer, salt, back: '/', silent: false } as const
  const run = { issuer, policy, client: 'approver', nonce: 'n', purpose, expires, details } as const
  const address = await startRun(run, worker)
  return new URL(address).searchParams
}

const someDetails: Details = { type: 'some_type', within: (fits) => [[{ type: 'some_type' }]].find(fits) }
