import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { encodeBase64url, makeSalt } from '@countersign/shared/protocol'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { extensionRedirect } from '../../extension/build/extension-id.ts'
import { demoPolicy } from '../lab/policy/demo-policy.ts'
import { type DeviceOptions, type ScriptedDevice, signInDevice } from '../lab/relay/device.ts'
import { makeScriptedRequest, signEvidence } from '../lab/relay/scripted-request.ts'
import { type Temporary, temporaryDirectory } from '../lab/stage/temporary-directory.ts'
import { startWorld, type World } from '../lab/stage/world.ts'

let directory: Temporary
let world: World
let requester: ScriptedDevice
let approver: ScriptedDevice
let sql: ReturnType<typeof postgres>

beforeAll(async () => {
  directory = await temporaryDirectory()
  world = await startWorld({ directory: directory.path })
  requester = await signInDevice(device('requester', 'extension'))
  approver = await signInDevice(device('approver-1', 'app'))
  sql = postgres(world.relay().databaseUrl, { max: 1 })
})

afterAll(async () => {
  await sql?.end()
  await world?.close()
  await directory?.remove()
})

test.each([
  ['unsigned', (token: string) => `${reheaded(token, { alg: 'none' })}`],
  ['signed with another key', (token: string) => `${token.slice(0, -8)}AAAAAAAA`],
  [
    'of an issuer that the policy does not name',
    (token: string) => repaid(token, { iss: 'https://login.evil.example' }),
  ],
  ['issued for another client', (token: string) => repaid(token, { aud: 'countersign-approver' })],
])('a token that is %s opens no session: 401 with WWW-Authenticate', async (_, change) => {
  const answer = await send('POST', '/v1/sessions', {
    role: 'extension',
    id_token: change(requester.idToken),
    salt: requester.salt,
  })
  expect(answer.status).toBe(401)
  expect(answer.headers.get('www-authenticate')).toMatch(/^DPoP /)
  expect(answer.headers.get('content-type')).toContain('application/problem+json')
})

test('an approver’s evidence opens no session, and a sign-in approves nothing', async () => {
  const { request, proof, digest, body } = await deleteUser()
  await requester.client.call('createRequest', { body: { request, proof, ...(body ? { body } : {}) } })
  const evidence = await sign(digest)
  const asSignIn = { role: 'app', id_token: evidence.id_token, salt: evidence.salt } as const
  await expect(approver.client.call('openSession', { body: asSignIn })).rejects.toMatchObject({
    code: 'token_audience_mismatch',
  })
  const asEvidence = { decision: 'approve', id_token: approver.idToken, salt: approver.salt } as const
  await expect(approver.client.call('decide', { params: { id: request.id }, body: asEvidence })).rejects.toMatchObject({
    code: 'token_audience_mismatch',
    status: 401,
  })
})

test('a session token without its key’s proof, or with another key’s, is worth nothing', async () => {
  const authorization = `DPoP ${requester.token()}`
  const bare = await fetch(`${world.relayUrl}/v1/requests?which=mine`, { headers: { authorization } })
  expect(bare.status).toBe(401)
  expect(bare.headers.get('www-authenticate')).toContain('invalid_dpop_proof')
  const stolen = { ...requester, prove: approver.prove }
  expect((await sendAs(stolen, 'GET', '/v1/requests')).status).toBe(401)
})

test('somebody who is no member is refused with 403, and nothing is kept of them', async () => {
  const before = await countRows()
  await expect(signInDevice(device('outsider', 'app'))).rejects.toMatchObject({ code: 'not_a_member', status: 403 })
  expect(await countRows()).toEqual(before)
})

test.each([
  ['an unknown field', { colour: 'red' }, '/colour'],
  ['a wrong type', { proof: 7 }, '/proof'],
])('%s is refused with a pointer to it, and nothing is stored', async (_, change, pointer) => {
  const before = await countRows()
  const { request, proof } = await deleteUser()
  const answer = await send('POST', '/v1/requests', { request, proof, ...change })
  expect(answer.status).toBe(400)
  expect(await answer.json()).toMatchObject({ code: 'malformed', pointer })
  expect(await countRows()).toEqual(before)
})

test('duplicate member names are refused: two readers could read two things', async () => {
  const answer = await sendText('POST', '/v1/requests', '{"request":1,"request":2}')
  expect(answer.status).toBe(400)
})

test('a held body over 64 KiB is refused, and nothing is stored', async () => {
  const before = await countRows()
  const { request, proof } = await deleteUser()
  const body = encodeBase64url(new Uint8Array(200_000))
  const answer = await send('POST', '/v1/requests', { request, proof, body })
  expect([400, 413]).toContain(answer.status)
  expect(await countRows()).toEqual(before)
})

test('a body that is not the one of the action is refused', async () => {
  const { request, proof } = await deleteUser()
  const answer = await send('POST', '/v1/requests', { request, proof, body: encodeBase64url(new Uint8Array(5)) })
  expect(await answer.json()).toMatchObject({ code: 'body_mismatch', status: 422 })
})

test('the same request again is answered as before; another with its id is a conflict', async () => {
  const made = await deleteUser()
  const { request, proof } = made
  await requester.client.call('createRequest', { body: { request, proof } })
  const again = await requester.client.call('createRequest', { body: { request, proof } })
  expect(again.digest).toBe(made.digest)
  const other = await deleteUser({ id: request.id })
  await expect(
    requester.client.call('createRequest', { body: { request: other.request, proof: other.proof } }),
  ).rejects.toMatchObject({ code: 'request_exists', status: 409 })
})

test('a decision on what is no longer pending is a conflict that names its state', async () => {
  const { request, proof, digest } = await deleteUser()
  await requester.client.call('createRequest', { body: { request, proof } })
  await requester.client.call('cancelRequest', { params: { id: request.id } })
  await expect(
    approver.client.call('decide', { params: { id: request.id }, body: await sign(digest) }),
  ).rejects.toMatchObject({ code: 'request_not_pending', status: 409, state: 'cancelled' })
})

test('somebody else’s request is not there', async () => {
  const { request, proof } = await deleteUser()
  await requester.client.call('createRequest', { body: { request, proof } })
  const stranger = await signInDevice(device('security', 'extension'))
  const params = { id: request.id }
  for (const call of ['readRequest', 'cancelRequest'] as const) {
    await expect(stranger.client.call(call, { params })).rejects.toMatchObject({ status: 404 })
  }
  const claiming = stranger.client.call('claimRequest', { params, body: { claim: makeSalt() } })
  await expect(claiming).rejects.toMatchObject({ status: 404 })
})

test('a claim from another device of the same person releases nothing', async () => {
  const { request, proof, digest } = await deleteUser()
  await requester.client.call('createRequest', { body: { request, proof } })
  await approver.client.call('decide', { params: { id: request.id }, body: await sign(digest) })
  const other = await signInDevice(device('requester', 'extension'))
  const claim = { params: { id: request.id }, body: { claim: makeSalt() } }
  await expect(other.client.call('claimRequest', claim)).rejects.toMatchObject({ status: 409 })
  await requester.client.call('claimRequest', claim)
  // Nor by the name of a claim that was granted.
  await expect(other.client.call('claimRequest', claim)).rejects.toMatchObject({ status: 409 })
  const { status } = await requester.client.call('readRequest', { params: { id: request.id } })
  expect(status.state).toBe('released')
})

test('a push endpoint outside of the known services is refused', async () => {
  const subscription = {
    endpoint: 'https://127.0.0.1/.google.com/send',
    keys: { p256dh: 'B'.repeat(87), auth: 'A'.repeat(22) },
  }
  await expect(
    approver.client.call('registerDevice', { body: { label: 'Phone', subscription } }),
  ).rejects.toMatchObject({
    code: 'push_endpoint_refused',
  })
})

test('the API describes itself', async () => {
  const description = await (await fetch(`${world.relayUrl}/openapi.json`)).json()
  expect(description.openapi).toMatch(/^3\.1/)
  expect(Object.keys(description.paths)).toContain('/v1/requests/{id}/decisions')
})

test('with a broken policy the relay does not start, and says line and column', async () => {
  const file = join(directory.path, 'broken.yaml')
  const options = { issuer: world.issuer, console: world.console.origin, consoleApi: world.console.apiOrigin }
  await writeFile(file, demoPolicy(options).replace('summary: "Delete user {user}"', 'sumary: "x"'))
  const cli = join(import.meta.dirname, '../../server/src/cli/main.ts')
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', cli, 'serve'], {
    encoding: 'utf8',
    env: { ...process.env, COUNTERSIGN_POLICY: file, COUNTERSIGN_DATA: join(directory.path, 'unused') },
  })
  expect(status).toBe(2)
  expect(stderr).toMatch(/broken\.yaml:\d+:\d+ .*sumary/)
})

function device(username: string, role: 'extension' | 'app'): DeviceOptions {
  return {
    relay: world.relayUrl,
    issuer: world.issuer,
    clientId: `countersign-${role}`,
    redirectUri: role === 'extension' ? extensionRedirect : world.appRedirect,
    role,
    username,
  }
}

function deleteUser(changes: Parameters<typeof makeScriptedRequest>[3] = {}) {
  const bytes = new TextEncoder().encode('{"transfer_to":"archive"}')
  const captured = {
    method: 'DELETE',
    url: `${world.console.origin}/api/users/u-1`,
    headers: [],
    body: { kind: 'bytes', bytes, type: 'application/json' },
  } as const
  return makeScriptedRequest(requester, world.trusted, captured, changes)
}

function sign(digest: Parameters<typeof signEvidence>[0]['digest']) {
  return signEvidence({ issuer: world.issuer, redirectUri: world.appRedirect, username: 'approver-1', digest })
}

async function countRows() {
  const [row] = await sql`
    SELECT (SELECT count(*) FROM requests) AS requests, (SELECT count(*) FROM people) AS people,
           (SELECT count(*) FROM entries) AS entries`
  return row
}

function send(method: string, path: string, body: unknown): Promise<Response> {
  return sendText(method, path, JSON.stringify(body))
}

function sendText(method: string, path: string, body: string): Promise<Response> {
  return sendAs(requester, method, path, body)
}

/** One call with whatever body, its proof and nonce in order. */
async function sendAs(
  { prove, token }: Pick<ScriptedDevice, 'prove' | 'token'>,
  method: string,
  path: string,
  body?: string,
) {
  const url = world.relayUrl + path
  const session = path === '/v1/sessions' ? undefined : token()
  const nonce = (await fetch(`${world.relayUrl}/v1/requests?which=mine`)).headers.get('dpop-nonce') ?? undefined
  const headers = {
    dpop: await prove({ method, url, nonce, token: session }),
    ...(session === undefined ? {} : { authorization: `DPoP ${session}` }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  }
  return fetch(path === '/v1/requests' && method === 'GET' ? `${url}?which=mine` : url, {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
  })
}

function reheaded(token: string, header: object): string {
  const [, payload = '', signature = ''] = token.split('.')
  return `${asPart(header)}.${payload}.${signature}`
}

function repaid(token: string, changes: object): string {
  const [header = '', payload = '', signature = ''] = token.split('.')
  return `${header}.${asPart({ ...JSON.parse(Buffer.from(payload, 'base64url').toString()), ...changes })}.${signature}`
}

function asPart(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
