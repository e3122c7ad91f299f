import 'fake-indexeddb/auto'
import type { Issuer } from '@countersign/shared/policy'
import { examplePolicy, salt } from '@countersign/shared/vectors/example.ts'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type Details, endRun, readCallback, startRun } from './run.ts'
import { forgetOverdue, takeTransaction } from './transaction.ts'

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

  test('asks for the ID token itself where the policy says so, in the fragment and without details', async () => {
    const types = { authorization_details_types_supported: ['some_type'] }
    const asked = await start(types, someDetails, undefined, { ...theIssuer(), flow: 'id_token' })
    expect(asked.get('response_type')).toBe('id_token')
    expect(asked.get('response_mode')).toBe('fragment')
    for (const name of ['code_challenge', 'authorization_details']) expect(asked.has(name)).toBe(false)
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

// A mix-up: the code of one provider comes back as the answer to a run at another, which would be sent it (RFC 9207).
describe('an answer', () => {
  afterEach(() => vi.unstubAllGlobals())

  const promised = { authorization_response_iss_parameter_supported: true }

  test('that names another provider is refused before its code goes anywhere', async () => {
    const { state, asked } = await begin({})
    await expect(answer(state, { iss: 'https://evil.example' })).rejects.toMatchObject({
      code: 'answer_issuer_mismatch',
    })
    expect(asked()).toEqual([])
  })

  test('that names nobody, where the provider promises to name itself, is refused likewise', async () => {
    const { state, asked } = await begin(promised)
    await expect(answer(state, {})).rejects.toMatchObject({ code: 'answer_issuer_missing' })
    expect(asked()).toEqual([])
  })

  test('that names nobody is refused where the policy knows that the provider names itself', async () => {
    const { state, asked } = await begin({})
    const knowing = { ...theIssuer(), capabilities: { iss_parameter: true } }
    await expect(answer(state, {}, knowing)).rejects.toMatchObject({ code: 'answer_issuer_missing' })
    expect(asked()).toEqual([])
  })

  test('that says no is not believed either where it names another provider', async () => {
    const { state } = await begin(promised)
    const no = { error: 'access_denied', iss: 'https://evil.example' }
    await expect(answer(state, no)).rejects.toMatchObject({ code: 'answer_issuer_mismatch' })
  })

  test('with an ID token is taken as it is where the policy says so, and never as one of another provider', async () => {
    const direct: Issuer = { ...theIssuer(), flow: 'id_token' }
    const tokenOf = (iss: string) => `e30.${Buffer.from(JSON.stringify({ iss })).toString('base64url')}.AA`
    const own = await begin(promised)
    const id_token = tokenOf(direct.issuer)
    expect(await answer(own.state, { id_token }, direct)).toEqual({ kind: 'token', idToken: id_token })
    expect(own.asked()).toEqual([])
    const { state } = await begin(promised)
    const other = answer(state, { id_token: tokenOf('https://evil.example') }, direct)
    await expect(other).rejects.toMatchObject({ code: 'answer_issuer_mismatch' })
  })

  test('is redeemed where it names the provider, and where none is promised', async () => {
    const named = await begin(promised)
    await expect(answer(named.state, { iss: theIssuer().issuer })).rejects.toThrow('nobody is at the token endpoint')
    expect(named.asked()).toEqual([`${theIssuer().issuer}/token`])
    const unnamed = await begin({})
    await expect(answer(unnamed.state, {})).rejects.toThrow('nobody is at the token endpoint')
  })
})

/** A run that was begun at a provider with such metadata, and what is asked of its token endpoint from then on. */
async function begin(metadata: object) {
  const redeemed: string[] = []
  const started = await start({ ...metadata, token_endpoint: `${theIssuer().issuer}/token` })
  const known = globalThis.fetch
  vi.stubGlobal('fetch', async (url: string) => {
    if (!url.endsWith('/token')) return known(url)
    redeemed.push(url)
    throw new Error('nobody is at the token endpoint')
  })
  return { state: started.get('state') ?? '', asked: () => redeemed }
}

async function answer(state: string, parameters: Readonly<Record<string, string>>, issuer = theIssuer()) {
  const address = `https://app.example/callback#${new URLSearchParams({ code: 'c', state, ...parameters })}`
  const callback = readCallback(new URL(address))
  const transaction = await takeTransaction(state, 0)
  if (callback === undefined || transaction === undefined) throw new Error('there is such a run')
  return endRun(callback, transaction, issuer, 'approver')
}

/** The parameters of a run at a provider with such metadata. */
async function start(
  metadata: object,
  details: Details = someDetails,
  worker = async () => {},
  issuer = theIssuer(),
): Promise<URLSearchParams> {
  const policy = examplePolicy()
  const known = { issuer: issuer.issuer, authorization_endpoint: `${issuer.issuer}/auth` }
  vi.stubGlobal('location', { origin: 'https://app.example' })
  vi.stubGlobal('fetch', async () => Response.json({ ...known, ...metadata }))
  const purpose = { kind: 'sign-in', issuer: issuer.issuer, salt, back: '/', silent: false } as const
  const run = { issuer, policy, client: 'approver', nonce: 'n', purpose, expires, details } as const
  const address = await startRun(run, worker)
  return new URL(address).searchParams
}

const someDetails: Details = { type: 'some_type', within: (fits) => [[{ type: 'some_type' }]].find(fits) }

function theIssuer(): Issuer {
  const [issuer] = examplePolicy().issuers
  if (issuer === undefined) throw new Error('the example policy has an issuer')
  return issuer
}
