import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Bundle, type ProofBundle, readBundle, verifyBundle } from '@countersign/shared/log'
import { ProtocolError, parseCompact } from '@countersign/shared/protocol'
import { CompactSign, exportJWK, generateKeyPair } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { APP_CLIENT } from '../lab/idp/clients.ts'
import { countersign } from '../lab/relay/command-line.ts'
import { type ScriptedDevice, signInDevice } from '../lab/relay/device.ts'
import { askToDelete, runOnce, signInRequester } from '../lab/relay/run-once.ts'
import { type Temporary, temporaryDirectory } from '../lab/stage/temporary-directory.ts'
import { startWorld, type World } from '../lab/stage/world.ts'

// One request that was asked, approved, released and answered; its bundle as a file; the command line as its reader.

let directory: Temporary
let world: World
let requester: ScriptedDevice
let approver: ScriptedDevice
let bundle: ProofBundle
let ownKeys: readonly string[]

beforeAll(async () => {
  directory = await temporaryDirectory()
  world = await startWorld({ directory: directory.path })
  requester = await signInRequester(world)
  approver = await approverDevice('approver-1')
  const id = await runOnce(world, requester)
  bundle = (await requester.client.call('readBundle', { params: { id } })) as ProofBundle
  const jwks = join(directory.path, 'jwks.json')
  await writeFile(jwks, await (await fetch(`${world.issuer}/jwks`)).text())
  ownKeys = ['--policy-key', world.signed.keyFile, '--jwks', jwks]
})

afterAll(async () => {
  await world?.close()
  await directory?.remove()
})

test('a bundle is valid under keys that its reader knows, and tells who, what and when', async () => {
  const { code, stdout } = await verify(bundle, ownKeys)
  expect(stdout).toMatch(/✓ Policy +Acme, version 1/)
  expect(stdout).toMatch(
    /✓ Request +Delete user u-104 \(DELETE http.*\), asked at .* by Requester <requester@acme.example>/,
  )
  expect(stdout).toMatch(/✓ Content +in this file, and the one that was held/)
  expect(stdout).toMatch(
    /✓ Decision +approved by First approver <approver-1@acme.example>.* acr phrh, because: “Left in May”/,
  )
  expect(stdout).toMatch(/✓ Quorum +1 approved, 1 needed/)
  expect(stdout).toMatch(/· Asked from +127\.0\.0\.1 \(the relay’s word\)/)
  expect(stdout).toMatch(/· Outcome +the console answered 200 \(the relay’s word\)/)
  expect(stdout).toContain('Valid: every check holds')
  expect(code).toBe(0)
})

test('where the reader knows no keys, it says that the relay alone vouches for them', async () => {
  const { code, stdout } = await verify(bundle, [])
  expect(code).toBe(3)
  expect(stdout).toContain('is the relay’s word alone')
})

test('a program gets JSON', async () => {
  const { code, stdout } = await verify(bundle, [...ownKeys, '--json'])
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    verdict: 'valid',
    lines: [{ mark: 'proven', what: 'Policy' }, {}, {}, {}, {}, {}, {}, {}, {}],
  })
})

test.each<[string, (bundle: ProofBundle) => unknown, string]>([
  [
    'another action',
    (b) => ({ ...b, request: { ...b.request, action: { ...b.request.action, summary: 'x' } } }),
    'request_summary_mismatch',
  ],
  [
    'a time that is not the one that was signed',
    (b) => ({ ...b, request: { ...b.request, created: b.request.created - 1, expires: b.request.expires - 1 } }),
    'proof_digest_mismatch',
  ],
  ['another reason of the approver', (b) => withDecision(b, { reason: 'Stays' }), 'evidence_nonce_mismatch'],
  ['content that was not held', (b) => ({ ...b, body: Buffer.from('{}').toString('base64url') }), 'body_mismatch'],
  ['a release that nobody approved', (b) => ({ ...b, decisions: [] }), 'quorum_missing'],
  [
    'another policy key',
    (b) => ({ ...b, policy: `${b.policy.split('.').slice(0, 2).join('.')}.AAAA` }),
    'policy_signature_invalid',
  ],
  ['a member that is not of the protocol', (b) => ({ ...b, approved: true }), 'bundle_malformed'],
])('a bundle with %s is not valid', async (_, change, expected) => {
  expect(await faultsOf(change(bundle))).toContain(expected)
})

test('the command line says which check failed, and exits with 1', async () => {
  const { code, stdout } = await verify(withDecision(bundle, { reason: 'Stays' }), ownKeys)
  expect(stdout).toMatch(/✗ Decision +The decision was signed for another request\. \(evidence_nonce_mismatch\)/)
  expect(stdout).toContain('NOT valid')
  expect(code).toBe(1)
})

test('an approval under an invented key of the provider is never more than the relay’s word', async () => {
  const { privateKey, publicKey } = await generateKeyPair('RS256')
  const [given] = bundle.decisions
  if (given === undefined) throw new Error('the bundle has a decision')
  const { payload } = parseCompact(given.decision.id_token)
  const forge = async (kid: string) => {
    const claims = new TextEncoder().encode(
      JSON.stringify({ ...payload, employee_id: 'E-1003', name: 'Second approver' }),
    )
    const id_token = await new CompactSign(claims).setProtectedHeader({ alg: 'RS256', kid }).sign(privateKey)
    const jwk = { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' }
    const keys = [...bundle.keys, { issuer: world.issuer, first_seen: 1, jwk }]
    return { ...withDecision(bundle, { id_token }), keys }
  }
  expect(await verify(await forge('invented'), ownKeys)).toMatchObject({ code: 3 })
  const real = String(parseCompact(given.decision.id_token).header['kid'])
  const underRealName = await verify(await forge(real), ownKeys)
  expect(underRealName.stdout).toContain('token_signature_invalid')
  expect(underRealName.code).toBe(1)
})

test('a file that is truncated, too large, or no JSON is refused with a code', async () => {
  const text = JSON.stringify(bundle)
  expect(await verifyText(text.slice(0, -10))).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('json_malformed'),
  })
  expect(await verifyText(`${text.slice(0, -1)}${' '.repeat(10_500_000)}}`)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('bundle_too_large'),
  })
  expect(await verifyText('['.repeat(4_000_000))).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('json_malformed'),
  })
  expect((await countersign(['verify', join(directory.path, 'nothing.json')])).code).toBe(2)
})

test('somebody who may not read a request gets no bundle of it', async () => {
  const security = await approverDevice('security')
  const { id } = bundle.request
  await expect(security.client.call('readBundle', { params: { id } })).rejects.toMatchObject({ status: 404 })
  expect((await approver.client.call('readBundle', { params: { id } })).format).toBe('countersign-bundle/1')
})

test('what is erased is gone for everybody; its bundle says when, by whom and why', async () => {
  const id = await runOnce(world, requester)
  const erase = ['requests', 'erase', id, '--by', 'Data protection', '--why', 'asked for under the GDPR']
  const { code, stderr } = await countersign(erase, { DATABASE_URL: world.relay().databaseUrl })
  expect(stderr).toBe('')
  expect(code).toBe(0)
  await expect(requester.client.call('readRequest', { params: { id } })).rejects.toMatchObject({ status: 404 })
  const left = await requester.client.call('readBundle', { params: { id } })
  expect(JSON.stringify(left)).not.toContain('u-104')
  const read = await verify(left, ownKeys)
  expect(read.stdout).toMatch(/Erased on .* UTC by Data protection: asked for under the GDPR\./)
  expect(read.code).toBe(4)
  expect((await countersign(erase, { DATABASE_URL: world.relay().databaseUrl })).code).toBe(1)
})

test('a request that still waits cannot be erased', async () => {
  const { request } = await askToDelete(world, requester)
  const erased = await countersign(['requests', 'erase', request.id, '--by', 'x'], {
    DATABASE_URL: world.relay().databaseUrl,
  })
  expect(erased.code).toBe(1)
})

function withDecision(given: ProofBundle, change: object): object {
  return {
    ...given,
    decisions: given.decisions.map(({ at, decision }) => ({ at, decision: { ...decision, ...change } })),
  }
}

/** The codes of the checks that fail, without the command line around them. */
async function faultsOf(given: unknown): Promise<readonly string[]> {
  try {
    const read = readBundle(new TextEncoder().encode(JSON.stringify(given)))
    const report = await verifyBundle(read, { policyKey: world.signed.publicKey, keys: {} })
    if (report.verdict === 'erased') return []
    const { policy, request, content, quorum, decisions = [] } = report
    return [policy, request, content, quorum, ...decisions].flatMap((check) =>
      check === undefined || check.ok ? [] : [check.code],
    )
  } catch (error) {
    if (error instanceof ProtocolError) return [error.code]
    throw error
  }
}

async function verify(given: Bundle | unknown, args: readonly string[]) {
  return verifyText(JSON.stringify(given), args)
}

async function verifyText(text: string, args: readonly string[] = []) {
  const file = join(directory.path, 'bundle.json')
  await writeFile(file, text)
  return countersign(['verify', file, ...args])
}

function approverDevice(username: string): Promise<ScriptedDevice> {
  const { relayUrl: relay, issuer, appRedirect: redirectUri } = world
  return signInDevice({ relay, issuer, clientId: APP_CLIENT, redirectUri, role: 'app', username })
}
