import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CallOf } from '@countersign/shared/api'
import type { EmergencyJwk } from '@countersign/shared/policy'
import { type EmergencySigner, signEmergency } from '@countersign/shared/protocol'
import { importJWK } from 'jose'
import { expect, test } from 'vitest'
import { generateEmergencyKey } from '../../server/src/cli/emergency-key.ts'
import { demoPolicy } from '../lab/policy/demo-policy.ts'
import { countersign } from '../lab/relay/command-line.ts'
import { makeScriptedRequest, type ScriptedRequest, signBreakGlass } from '../lab/relay/scripted-request.ts'
import { useRelayScene } from './relay-scene.ts'

// What the relay makes of a release by emergency keys, of which it hears afterwards.

const keys = { safe: await generateEmergencyKey('p-256'), notary: await generateEmergencyKey('p-256') }
const reason = 'The provider is down since nine'
const { directory, world, requester, approver, sql, environment, leavesOf } = useRelayScene({
  policy: (origins) =>
    demoPolicy({
      ...origins,
      groups: () => `emergency_keys:
  - { id: safe, name: Second floor, key: ${JSON.stringify(keys.safe.publicJwk)} }
  - { id: notary, name: The notary, key: ${JSON.stringify(keys.notary.publicJwk)} }
`,
    }).replace(
      'redact: [/admin_password]',
      `redact: [/admin_password]
    emergency: { keys: [safe], quorum: 1 }
    break_glass: { when: "'platform-ops' in requester.groups", acr: [phrh] }`,
    ),
})

type Report = CallOf<'reportEmergency'>['body']

/** What its browser made while nobody could be asked. */
function make(user: string, created = Date.now()): Promise<ScriptedRequest> {
  const url = `${world().console.origin}/api/users/${user}`
  const what = { method: 'DELETE', url, headers: [], body: { kind: 'none' } } as const
  return makeScriptedRequest(requester(), world().trusted, what, { created, expires: created + 600_000 })
}

async function signedBy(name: keyof typeof keys, { digest }: ScriptedRequest): Promise<string> {
  const { publicJwk, privateJwk } = keys[name]
  const privateKey = await importJWK(privateJwk, 'ES256')
  if (privateKey instanceof Uint8Array) throw new TypeError('An EC key is imported as a CryptoKey.')
  const signer: EmergencySigner = { key: publicJwk as EmergencyJwk, privateKey }
  return signEmergency(signer, digest, reason)
}

async function reportOf(made: ScriptedRequest, change: Partial<Report> = {}): Promise<Report> {
  const { request, proof } = made
  const outcome = { kind: 'answered', status: 200, ms: 12 } as const
  return {
    request,
    proof,
    released: request.created + 1_000,
    statements: [await signedBy('safe', made)],
    outcome,
    ...change,
  }
}

function tell({ request }: ScriptedRequest, body: Report, by = requester().client) {
  return by.call('reportEmergency', { params: { id: request.id }, body })
}

async function review({ request, digest }: ScriptedRequest): Promise<void> {
  const body = await approver().signReview({ digest }, 'It was right')
  await approver().device.client.call('review', { params: { id: request.id }, body })
}

async function verified({ request }: ScriptedRequest) {
  const bundle = await approver().device.client.call('readBundle', { params: { id: request.id } })
  const at = (name: string) => join(directory(), name)
  await writeFile(at('bundle.json'), JSON.stringify(bundle))
  await writeFile(at('policy-key.jwk'), JSON.stringify(world().signed.publicKey))
  return countersign(['verify', at('bundle.json'), '--policy-key', at('policy-key.jwk')])
}

test('it is recorded as released, those who could have been asked are told by name, and it waits for their review', async () => {
  const made = await make('e-1')
  const status = await tell(made, await reportOf(made))
  expect(status).toMatchObject({ state: 'released', outcome: { outcome: { status: 200 } } })
  expect(status.unapproved).toMatchObject({
    skipped: ['First approver'],
    emergency: { released: made.request.created + 1_000 },
  })
  const { requests } = await approver().device.client.call('listRequests', { query: { which: 'to-review' } })
  expect(requests.map(({ request }) => request.id)).toEqual([made.request.id])
  const { stdout, code } = await verified(made)
  expect(code).toBe(3)
  expect(stdout).toMatch(
    /^! Emergency RELEASED WITHOUT APPROVAL, at .* by the emergency key “safe” kept by Second floor, because: “The provider is down since nine”/m,
  )
  expect(stdout).toMatch(/^! Review {4}NOT REVIEWED/m)
  expect(stdout).toMatch(/released without approval, and nobody has reviewed it\.$/m)
  const listed = await countersign(['glass', 'list'], environment())
  expect(listed.stdout).toMatch(
    /NOT REVIEWED\n {2}Requester: Delete user e-1 \(delete-user\), released\n {2}released by emergency keys\n {2}because: “The provider/,
  )
  await review(made)
  expect((await verified(made)).stdout).toMatch(/First approver .* has looked at it since\.$/m)
  const leaves = await leavesOf(made)
  expect(leaves.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['request.emergency', 'request.outcome', 'request.reviewed']),
  )
  expect(JSON.stringify(leaves)).not.toMatch(/First approver|Second floor|down since nine/)
})

test('said twice it is one; and an outcome that comes later is taken once', async () => {
  const made = await make('e-2')
  const { outcome: _, ...early } = await reportOf(made)
  expect((await tell(made, early)).outcome).toBeUndefined()
  const late = { ...early, outcome: { kind: 'unknown' } as const }
  expect((await tell(made, late)).outcome?.outcome).toEqual({ kind: 'unknown' })
  expect((await tell(made, await reportOf(made))).outcome?.outcome).toEqual({ kind: 'unknown' })
  const kinds = (await leavesOf(made)).map(({ kind }) => kind)
  expect(kinds.filter((kind) => kind === 'request.emergency')).toHaveLength(1)
  expect(kinds.filter((kind) => kind === 'request.outcome')).toHaveLength(1)
  await review(made)
})

test('how long before it was asked its requester had signed in is said in its proof', async () => {
  const made = await make('e-3', Date.now() + 240_000)
  await tell(made, await reportOf(made, { released: made.request.created }))
  expect((await verified(made)).stdout).toMatch(
    /^! Sign-in {3}who asked is known by a sign-in at .*, [45] minutes before, and by nothing newer/m,
  )
  await review(made)
})

test('what waited is released by it; what was denied, or had run out, stays that, with both facts in its proof', async () => {
  const asked = async (user: string) => {
    const made = await make(user)
    const { request, proof } = made
    await requester().client.call('createRequest', { body: { request, proof } })
    return made
  }
  const waiting = await asked('e-4')
  expect(await tell(waiting, await reportOf(waiting))).toMatchObject({ state: 'released' })
  const denied = await asked('e-5')
  const [view] = await approver().pending()
  if (view === undefined) throw new Error('Nothing waits.')
  await approver().deny(view, 'Never')
  expect(await tell(denied, await reportOf(denied))).toMatchObject({
    state: 'denied',
    unapproved: { skipped: ['First approver'] },
  })
  const { stdout } = await verified(denied)
  expect(stdout).toMatch(/RELEASED WITHOUT APPROVAL, THOUGH IT WAS DENIED AT THE RELAY/)
  expect(stdout).toMatch(/denied by First approver/)
  const over = await asked('e-6')
  await sql()`UPDATE requests SET state = 'expired', ended = ${Date.now()} WHERE id = ${over.request.id}`
  expect(await tell(over, await reportOf(over))).toMatchObject({
    state: 'expired',
    outcome: { outcome: { kind: 'answered' } },
  })
  expect((await verified(over)).stdout).toMatch(/THOUGH IT WAS EXPIRED AT THE RELAY/)
})

test('no glass is broken until each of them was reviewed, or closed by the operator, in whatever order', async () => {
  const url = `${world().console.origin}/api/users/e-7`
  const next = await makeScriptedRequest(requester(), world().trusted, {
    method: 'DELETE',
    url,
    headers: [],
    body: { kind: 'none' },
  })
  await requester().client.call('createRequest', { body: { request: next.request, proof: next.proof } })
  const { issuer, appRedirect: redirectUri } = world()
  const glass = await signBreakGlass({ issuer, redirectUri, username: 'requester', digest: next.digest, reason })
  const breaking = () => requester().client.call('decide', { params: { id: next.request.id }, body: glass })
  const { requests } = await approver().device.client.call('listRequests', { query: { which: 'to-review' } })
  expect(requests).toHaveLength(3)
  for (const [index, { request, status }] of requests.entries()) {
    await expect(breaking()).rejects.toMatchObject({ code: 'glass_unreviewed' })
    if (index === 1) {
      const closing = ['glass', 'close', request.id, '--by', 'Operations', '--why', 'Nobody is left', '--anyway']
      expect(await countersign(closing, environment())).toMatchObject({ code: 0 })
      continue
    }
    const body = await approver().signReview({ digest: status.digest })
    await approver().device.client.call('review', { params: { id: request.id }, body })
  }
  expect(await breaking()).toMatchObject({ state: 'broken' })
})

test('a review of a broken glass is none of what keys have released since', async () => {
  const { requests } = await approver().device.client.call('listRequests', { query: { which: 'to-review' } })
  for (const { request, status } of requests) {
    const body = await approver().signReview({ digest: status.digest })
    await approver().device.client.call('review', { params: { id: request.id }, body })
  }
  const made = await make('e-10')
  await requester().client.call('createRequest', { body: { request: made.request, proof: made.proof } })
  const { issuer, appRedirect: redirectUri } = world()
  const glass = await signBreakGlass({ issuer, redirectUri, username: 'requester', digest: made.digest, reason })
  await requester().client.call('decide', { params: { id: made.request.id }, body: glass })
  await review(made)
  const { unapproved } = await tell(made, await reportOf(made))
  expect(unapproved).not.toHaveProperty('reviewed')
  expect((await verified(made)).stdout).toMatch(/^! Review {4}NOT REVIEWED/m)
  await review(made)
  expect((await verified(made)).stdout).toMatch(/First approver .* has looked at it since\.$/m)
})

test('of many reports of one release at the same moment one is recorded', async () => {
  const made = await make('e-11')
  await requester().client.call('createRequest', { body: { request: made.request, proof: made.proof } })
  const body = await reportOf(made)
  await Promise.all(Array.from({ length: 8 }, () => tell(made, body)))
  const kinds = (await leavesOf(made)).map(({ kind }) => kind)
  expect(kinds.filter((kind) => kind === 'request.emergency')).toHaveLength(1)
  expect(kinds.filter((kind) => kind === 'request.outcome')).toHaveLength(1)
  await review(made)
})

test('nothing is recorded that no such key has signed, or that is another’s', async () => {
  const [made, other] = [await make('e-8'), await make('e-9')]
  const refused = async (change: Partial<Report>, code: string) =>
    expect(tell(made, await reportOf(made, change))).rejects.toMatchObject({ code })
  await refused({ statements: [await signedBy('notary', made)] }, 'emergency_key_unknown')
  await refused({ statements: [await signedBy('safe', other)] }, 'emergency_digest_mismatch')
  await refused({ released: made.request.created + 3_600_001 }, 'emergency_expired')
  await refused({ released: made.request.created - 300_001 }, 'request_clock_mismatch')
  await refused({ request: { ...made.request, challenge: other.request.challenge } }, 'proof_digest_mismatch')
  await expect(tell(other, await reportOf(made))).rejects.toMatchObject({ code: 'malformed' })
  const elsewhere = tell(made, await reportOf(made), approver().device.client)
  await expect(elsewhere).rejects.toMatchObject({ code: 'not_permitted' })
  await tell(made, await reportOf(made))
  const [same] = [
    await makeScriptedRequest(
      requester(),
      world().trusted,
      { method: 'DELETE', url: other.request.action.url, headers: [], body: { kind: 'none' } },
      { id: made.request.id },
    ),
  ]
  await expect(tell(same, await reportOf(same))).rejects.toMatchObject({ code: 'request_exists' })
})
