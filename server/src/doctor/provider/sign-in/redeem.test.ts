import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { redeem } from './redeem.ts'

const servers: ReturnType<typeof createServer>[] = []

afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

/** What came of a code at a token endpoint that answers so; and what the endpoint was sent. */
async function redeemedAt(answer: (response: ServerResponse) => void) {
  const sent: { origin?: string; body: string }[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const { origin } = request.headers
    sent.push({ ...(origin === undefined ? {} : { origin }), body })
    answer(response)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // Listening on a port: its address is an object.
  const { port } = server.address() as AddressInfo
  const grant = { code: 'c', client: 'approver', redirect: 'http://127.0.0.1:8765/callback', verifier: 'v' }
  return { redeemed: await redeem(fetch, `http://127.0.0.1:${port}/token`, grant), sent }
}

const answering = (status: number, body: object) => (response: ServerResponse) =>
  response.writeHead(status).end(JSON.stringify(body))

test('a code is redeemed as a script of a page of that origin would, without a secret', async () => {
  const { redeemed, sent } = await redeemedAt(answering(200, { id_token: 'a.b.c', access_token: 'x' }))
  expect(redeemed).toEqual({ kind: 'token', idToken: 'a.b.c' })
  expect(sent[0]?.origin).toBe('http://127.0.0.1:8765')
  expect(Object.fromEntries(new URLSearchParams(sent[0]?.body))).toEqual({
    grant_type: 'authorization_code',
    code: 'c',
    client_id: 'approver',
    redirect_uri: 'http://127.0.0.1:8765/callback',
    code_verifier: 'v',
  })
})

test('a provider that wants a secret is told as one whose client is not public', async () => {
  const body = { error: 'invalid_request', error_description: 'client_secret is missing.' }
  const { redeemed } = await redeemedAt(answering(400, body))
  expect(redeemed).toMatchObject({ says: expect.stringMatching(/“invalid_request: client_secret.*is not public/) })
})

test('another refusal is told as it is', async () => {
  const { redeemed } = await redeemedAt(answering(400, { error: 'invalid_grant' }))
  expect(redeemed).toEqual({ kind: 'refused', says: 'the token endpoint refused the code: “invalid_grant”.' })
})

test('an answer without an ID token, and one that is no JSON, are no tokens', async () => {
  const without = await redeemedAt(answering(200, { access_token: 'x' }))
  expect(without.redeemed).toMatchObject({ says: expect.stringMatching(/answered 200 without an ID token/) })
  const page = await redeemedAt((response) => response.end('<html>'))
  expect(page.redeemed).toMatchObject({ kind: 'refused', says: expect.stringMatching(/not strict JSON/) })
})

test('a code is not carried to where a token endpoint redirects', async () => {
  const { redeemed, sent } = await redeemedAt((response) => response.writeHead(307, { location: '/other' }).end())
  expect(redeemed).toMatchObject({ kind: 'refused', says: expect.stringMatching(/redirect/) })
  expect(sent).toHaveLength(1)
})
