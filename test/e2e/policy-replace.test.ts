import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RelayEvent } from '@countersign/shared/api'
import { verifyBundle } from '@countersign/shared/log'
import { type Policy, policyAddress } from '@countersign/shared/policy'
import { encodeBase64url, jcs, judgeOffer, makeSalt } from '@countersign/shared/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { extensionRedirect } from '../../extension/build/extension-id.ts'
import { readConfig } from '../../server/src/config.ts'
import { type RunningRelay, startRelay } from '../../server/src/main.ts'
import { readPolicySource } from '../../server/src/policy/read-source.ts'
import { type ScriptedDevice, signInDevice } from '../lab/relay/device.ts'
import { makeScriptedRequest, signEvidence } from '../lab/relay/scripted-request.ts'
import { freePort } from '../lab/stage/free-port.ts'
import { type Temporary, temporaryDirectory } from '../lab/stage/temporary-directory.ts'
import { startWorld, type World } from '../lab/stage/world.ts'
import { patience } from './scene.ts'

let directory: Temporary
let world: World
let requester: ScriptedDevice
let approver: ScriptedDevice
let other: RunningRelay
let otherUrl: string

beforeAll(async () => {
  directory = await temporaryDirectory()
  world = await startWorld({ directory: directory.path })
  requester = await signIn('requester', 'extension')
  approver = await signIn('approver-1', 'app')
  const port = await freePort()
  otherUrl = `http://127.0.0.1:${port}`
  other = await startRelay(
    readConfig({
      COUNTERSIGN_PUBLIC_URL: otherUrl,
      COUNTERSIGN_PORT: String(port),
      COUNTERSIGN_POLICY: world.signed.policyFile,
      COUNTERSIGN_POLICY_KEY: world.signed.keyFile,
      COUNTERSIGN_DATA: join(directory.path, 'relay'),
      COUNTERSIGN_LOG_LEVEL: 'warn',
      DATABASE_URL: world.relay().databaseUrl,
      // Nodes share it; the first one has made it.
      COUNTERSIGN_SECRET: await readFile(join(directory.path, 'relay/secret'), 'utf8'),
    }),
    () => {},
  )
})

afterAll(async () => {
  await other?.close()
  await world?.close()
  await directory?.remove()
})

test.each([
  ['that is not newer', 1, (policy: Policy) => jcs(policy), 'policy_rolled_back'],
  [
    'under another number than the one that is said',
    2,
    (policy: Policy) => jcs({ ...policy, version: 3 }),
    'request_summary_mismatch',
  ],
  ['in another spelling', 2, (policy: Policy) => JSON.stringify(policy, undefined, 1), 'policy_malformed'],
  ['that is none', 2, () => '{}', 'policy_malformed'],
  ['that has run out', 2, (policy: Policy) => jcs({ ...policy, valid_until: 1 }), 'policy_expired'],
])('nobody is asked about a policy %s', async (_, version, text, code) => {
  const asked = await proposal(version, text(await policyAt(version)))
  await expect(requester.client.call('createRequest', { body: asked })).rejects.toMatchObject({ code })
})

test('nor about one that does not come with the request', async () => {
  const { body: _, ...asked } = await proposal(2, jcs(await policyAt(2)))
  await expect(requester.client.call('createRequest', { body: asked })).rejects.toMatchObject({ code: 'body_missing' })
})

test('who asks for a policy does not approve it', async () => {
  const asked = await proposal(2, jcs(await policyAt(2)))
  const { digest } = await requester.client.call('createRequest', { body: asked })
  const { issuer, appRedirect: redirectUri } = world
  const body = await signEvidence({ issuer, redirectUri, username: 'requester', digest })
  const params = { id: asked.request.id }
  const self = await signIn('requester', 'app')
  await expect(self.client.call('decide', { params, body })).rejects.toMatchObject({ code: 'approver_is_requester' })
  await requester.client.call('cancelRequest', { params })
  expect(await versionAt(world.relayUrl)).toBe(1)
})

test('two are approved: the first comes into force on every node and every client hears of it, the second never', async () => {
  const heard = listen(requester)
  await expect.poll(() => heard.events, patience).toContainEqual({ event: 'ready' })
  const [first, second] = [
    await proposal(2, jcs(await policyAt(2))),
    await proposal(3, jcs({ ...(await policyAt(3)), organisation: 'Acme again' })),
  ]
  for (const asked of [first, second]) await requester.client.call('createRequest', { body: asked })
  await approve(first)
  expect(await versionAt(world.relayUrl)).toBe(2)
  await expect.poll(() => versionAt(otherUrl), patience).toBe(2)
  await expect
    .poll(() => heard.events, patience)
    .toContainEqual(expect.objectContaining({ event: 'policy', version: 2 }))
  heard.stop()

  await approve(second)
  const { status } = await requester.client.call('readRequest', { params: { id: second.request.id } })
  expect(status).toMatchObject({ state: 'cancelled', refused: 'request_policy_mismatch' })
  expect(await versionAt(world.relayUrl)).toBe(2)
})

test('the holder cannot claim it or say how it ended: the relay has released it', async () => {
  const { requests } = await requester.client.call('listRequests', { query: { which: 'mine' } })
  const released = requests.find(({ status }) => status.state === 'released')
  if (released === undefined) throw new Error('none was released')
  const params = { id: released.request.id }
  expect(released.status.outcome?.outcome).toEqual({ kind: 'in_force', version: 2 })
  await expect(requester.client.call('claimRequest', { params, body: { claim: makeSalt() } })).rejects.toMatchObject({
    status: 409,
  })
  const body = { kind: 'unknown' } as const
  await expect(requester.client.call('reportOutcome', { params, body })).rejects.toMatchObject({ status: 409 })
})

test('what is asked under a policy that evidence put in force is proven by a bundle that carries the evidence', async () => {
  const { jws, replacements } = await requester.client.call('policy', {})
  const keysFor = async () => ({ [world.issuer]: await (await fetch(`${world.issuer}/jwks`)).json() })
  const anchor = { relay: world.relayUrl, policyKey: world.signed.publicKey, minVersion: 0 }
  const trusted = await judgeOffer({ jws, replacements }, { anchor, inForce: undefined }, keysFor, Date.now())
  const captured = { method: 'DELETE', url: `${world.console.origin}/api/users/u-1`, headers: [], body: none }
  const { request, proof } = await makeScriptedRequest(requester, trusted, captured)
  await requester.client.call('createRequest', { body: { request, proof } })
  const bundle = await requester.client.call('readBundle', { params: { id: request.id } })
  const own = { policyKey: world.signed.publicKey, keys: await keysFor() }
  expect(await verifyBundle(bundle, own)).toMatchObject({
    verdict: 'valid',
    policy: { found: { policy: { version: 2 } } },
  })
  const cut = { ...bundle, replacements: [] }
  expect(await verifyBundle(cut, own)).toMatchObject({
    verdict: 'invalid',
    request: { code: 'request_policy_mismatch' },
  })
})

const none = { kind: 'none' } as const

async function approve({ request }: Awaited<ReturnType<typeof proposal>>): Promise<void> {
  const params = { id: request.id }
  const { status } = await approver.client.call('readRequest', { params })
  const { issuer, appRedirect: redirectUri } = world
  const body = await signEvidence({ issuer, redirectUri, username: 'approver-1', digest: status.digest })
  await approver.client.call('decide', { params, body })
}

/** What the options page of the extension asks. */
async function proposal(version: number, text: string) {
  const bytes = new TextEncoder().encode(text)
  const body = { kind: 'bytes', bytes, type: 'application/json' } as const
  const captured = { method: 'PUT', url: policyAddress(version), headers: [], body }
  const { request, proof } = await makeScriptedRequest(requester, world.trusted, captured)
  return { request, proof, body: encodeBase64url(bytes) }
}

async function policyAt(version: number): Promise<Policy> {
  const source = await readFile(join(directory.path, 'policy/policy.yaml'), 'utf8')
  return readPolicySource('policy.yaml', source.replace('version: 1', `version: ${version}`))
}

/** The version that a relay offers. */
async function versionAt(relay: string): Promise<number> {
  const { jws, replacements } = await (await fetch(`${relay}/v1/policy`)).json()
  const payload = replacements.at(-1)?.body ?? jws.split('.')[1]
  return JSON.parse(Buffer.from(payload, 'base64url').toString()).version
}

function listen({ client }: ScriptedDevice) {
  const events: RelayEvent[] = []
  const end = new AbortController()
  const read = async () => {
    for await (const { event } of client.events(undefined, end.signal)) events.push(event)
  }
  read().catch((error: unknown) => {
    if (!end.signal.aborted) throw error
  })
  return { events, stop: () => end.abort() }
}

function signIn(username: string, role: 'extension' | 'app') {
  return signInDevice({
    relay: world.relayUrl,
    issuer: world.issuer,
    clientId: `countersign-${role}`,
    redirectUri: role === 'extension' ? extensionRedirect : world.appRedirect,
    role,
    username,
  })
}
