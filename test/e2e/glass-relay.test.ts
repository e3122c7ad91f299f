import { makeClient } from '@countersign/shared/api'
import { describeBundle, verifyBundle } from '@countersign/shared/log'
import { type Decision, jcs, makeSalt, sha256 } from '@countersign/shared/protocol'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from '../../server/src/config.ts'
import { type RunningRelay, startRelay } from '../../server/src/main.ts'
import { demoPolicy } from '../lab/policy/demo-policy.ts'
import { countersign } from '../lab/relay/command-line.ts'
import type { ScriptedDevice } from '../lab/relay/device.ts'
import { askToDelete, signInRequester } from '../lab/relay/run-once.ts'
import { type ScriptedRequest, signBreakGlass, signEvidence } from '../lab/relay/scripted-request.ts'
import { type ScriptedApprover, signInApprover } from '../lab/stage/approver-script.ts'
import { freePort } from '../lab/stage/free-port.ts'
import { type Temporary, temporaryDirectory } from '../lab/stage/temporary-directory.ts'
import { startWorld, type World } from '../lab/stage/world.ts'

// What the relay makes of a broken glass and of its review, without a screen.

const reason = 'Nobody answers, and the account is being misused'
const secret = 'a secret of two nodes, thirty-two characters long'
let directory: Temporary
let world: World
let requester: ScriptedDevice
let approver: ScriptedApprover
let sql: ReturnType<typeof postgres>

beforeAll(async () => {
  directory = await temporaryDirectory()
  world = await startWorld({
    directory: directory.path,
    settings: { COUNTERSIGN_SECRET: secret },
    policy: (origins) =>
      demoPolicy(origins).replace(
        'redact: [/admin_password]',
        `redact: [/admin_password]
    break_glass: { when: "'platform-ops' in requester.groups", acr: [phrh] }`,
      ),
  })
  requester = await signInRequester(world)
  approver = await signInApprover(world, 'approver-1')
  sql = postgres(world.relay().databaseUrl, { max: 2 })
})

afterAll(async () => {
  await sql?.end()
  await world?.close()
  await directory?.remove()
})

test('who asks goes without approval once, everybody who was skipped is told by name, and a review ends the waiting', async () => {
  const made = await ask('u-101')
  const broken = await decide(made, await breaking(made))
  expect(broken).toMatchObject({ state: 'broken', unapproved: { skipped: ['First approver'] } })
  expect(broken.unapproved?.reviewed).toBeUndefined()
  await claim(made)
  expect(await listed('to-review')).toEqual([made.request.id])
  expect(await listed('to-decide')).toEqual([])

  // The next one waits for the review, and says for whose.
  const next = await ask('u-102')
  const glass = await breaking(next)
  const { glass_waits } = await requester.client.call('readRequest', { params: { id: next.request.id } })
  expect(glass_waits).toEqual(['First approver'])
  await expect(decide(next, glass)).rejects.toMatchObject({
    code: 'glass_unreviewed',
    status: 409,
    reviewers: ['First approver'],
  })

  const reviewed = await review(made, approver, 'It was right')
  expect(reviewed.unapproved?.reviewed).toMatchObject({ name: 'First approver' })
  expect(await listed('to-review')).toEqual([])
  expect(await decide(next, glass)).toMatchObject({ state: 'broken' })
  await review(next, approver)

  const leaves = await leavesOf(made)
  expect(leaves.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['decision.break-glass', 'request.released', 'request.reviewed']),
  )
  // Names lie beside the log, which commits to them.
  expect(JSON.stringify(leaves)).not.toContain('First approver')
  const { decision } = broken.decisions[0] ?? {}
  const told = await sha256(jcs({ names: ['First approver'], salt: decision?.salt }))
  expect(leaves.find(({ kind }) => kind === 'decision.break-glass')?.relay).toEqual({
    state: 'broken',
    skipped: 1,
    told,
  })
})

test('its proof says that it went without approval, and who has looked at it since', async () => {
  const made = await ask('u-103')
  await decide(made, await breaking(made))
  await claim(made)
  const before = await accountOf(made)
  expect(before.verdict).toMatch(/released without approval, and nobody has reviewed it\.$/)
  expect(before.said).toMatch(/^alarm Glass RELEASED WITHOUT APPROVAL/m)
  expect(before.said).toMatch(/^alarm Review NOT REVIEWED/m)
  expect(before.said).toMatch(
    /^proven Decision the requester broke the glass: Requester .*acr phrh, because: “Nobody answers/m,
  )
  expect(before.said).toMatch(/^word Skipped First approver were told/m)
  expect(before.said).not.toMatch(/approved by/)

  const environment = { DATABASE_URL: world.relay().databaseUrl }
  const { stdout: waiting } = await countersign(['glass', 'list'], environment)
  expect(waiting).toMatch(
    /^\S+ \S+ {2}WITHOUT APPROVAL, NOT REVIEWED\n {2}Requester: Delete user u-103 \(delete-user\), released\n/,
  )
  expect(waiting).toContain(`because: “${reason}”`)
  // What waits for a review is not erased out of sight.
  const erase = ['requests', 'erase', made.request.id, '--by', 'Somebody']
  expect(await countersign(erase, environment)).toMatchObject({ code: 1 })
  await review(made, approver, 'It was right')
  const after = await accountOf(made)
  expect(after.verdict).toMatch(/and First approver .* has looked at it since\.$/)
  expect(after.said).toMatch(/^proven Review reviewed by First approver .*“It was right”/m)
  const { stdout: all } = await countersign(['glass', 'list', '--json'], environment)
  expect(JSON.parse(all)[0]).toMatchObject({ id: made.request.id, rule: 'delete-user', reviewer: 'First approver' })
  expect(await countersign(erase, environment)).toMatchObject({ code: 0 })
  const { stdout: erased } = await countersign(['glass', 'list'], environment)
  expect(erased).toMatch(/by somebody who is erased\n {2}Somebody: what it was is erased, released/)
})

test('two at once, on two nodes, and one gets in', async () => {
  const other = await secondNode()
  try {
    const [one, two] = [await ask('u-104'), await ask('u-105')]
    const [first, second] = await Promise.all([breaking(one), breaking(two)])
    const client = makeClient({
      relay: other.url,
      fetch,
      session: async () => requester.token(),
      prove: requester.prove,
    })
    const results = await Promise.allSettled([
      decide(one, first),
      client.call('decide', { params: { id: two.request.id }, body: second }),
    ])
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    const [refused] = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
    expect(refused).toMatchObject({ code: 'glass_unreviewed' })
    const states = await sql<{ state: string }[]>`
      SELECT state FROM requests WHERE id IN (${one.request.id}, ${two.request.id}) ORDER BY state`
    expect(states.map(({ state }) => state)).toEqual(['broken', 'pending'])
    await review(results[0]?.status === 'fulfilled' ? one : two, approver)
  } finally {
    await other.close()
  }
})

test('nobody breaks it for another, nobody reviews their own, and what was approved is not reviewed', async () => {
  const lead = await signInApprover(world, 'lead')
  const outsider = await signInApprover(world, 'security')
  const made = await ask('u-106')
  const glass = await breaking(made)
  await expect(decide(made, glass, lead.device)).rejects.toMatchObject({ code: 'not_permitted' })
  await expect(decide(made, { ...glass, reason: 'Short' })).rejects.toMatchObject({ code: 'glass_reason_too_short' })
  await expect(decide(made, { ...glass, reason: 'Another reason, also long' })).rejects.toMatchObject({
    code: 'evidence_nonce_mismatch',
  })
  await expect(decide(made, await breaking(made, { passkey: false }))).rejects.toMatchObject({
    code: 'acr_insufficient',
  })
  await expect(decide(made, await breaking(made, { username: 'lead' }))).rejects.toMatchObject({
    code: 'requester_is_another',
  })
  // Neither is taken for the other, at the door of either.
  const approval = await signEvidence({ ...signing('approver-1'), digest: made.digest, reason })
  await expect(decide(made, { ...approval, decision: 'break-glass', reason })).rejects.toMatchObject({
    code: 'evidence_nonce_mismatch',
  })
  const relabelled = { ...glass, decision: 'approve' as const }
  await expect(decide(made, relabelled, approver.device)).rejects.toMatchObject({ code: 'evidence_nonce_mismatch' })

  await expect(review(made, approver)).rejects.toMatchObject({ code: 'review_not_wanted' })
  await decide(made, glass)
  // It came again: its answer may have been lost.
  expect(await decide(made, glass)).toMatchObject({ state: 'broken' })
  const own = await signInApprover(world, 'requester')
  await expect(review(made, own)).rejects.toMatchObject({ code: 'approver_is_requester' })
  await expect(review(made, outsider)).rejects.toMatchObject({ code: 'not_found' })
  const theirs = await approver.signReview(made)
  const smuggled = own.device.client.call('review', { params: { id: made.request.id }, body: theirs })
  await expect(smuggled).rejects.toMatchObject({ code: 'not_permitted' })
  await review(made, lead)
})

test('who could have approved and comes later finds it, too', async () => {
  const made = await ask('u-107')
  await decide(made, await breaking(made))
  const second = await signInApprover(world, 'approver-2')
  const { requests } = await second.device.client.call('listRequests', { query: { which: 'to-review' } })
  expect(requests.map(({ request }) => request.id)).toEqual([made.request.id])
  await review(made, second)
})

test('a denied one is not broken any more, and a broken one is neither denied nor claimed by another device', async () => {
  const denied = await ask('u-108')
  const glass = await breaking(denied)
  const [view] = await approver.pending()
  if (view === undefined) throw new Error('Nothing waits.')
  await approver.deny(view)
  await expect(decide(denied, glass)).rejects.toMatchObject({ code: 'request_not_pending', state: 'denied' })

  const made = await ask('u-109')
  const [waiting] = await approver.pending()
  if (waiting === undefined) throw new Error('Nothing waits.')
  await decide(made, await breaking(made))
  await expect(approver.deny(waiting)).rejects.toMatchObject({ code: 'request_not_pending', state: 'broken' })
  const other = await signInRequester(world)
  await expect(claim(made, other)).rejects.toMatchObject({ code: 'request_not_approved' })
  await claim(made)
  await review(made, approver)
})

const ask = (user: string) => askToDelete(world, requester, { user })

function signing(username: string) {
  return { issuer: world.issuer, redirectUri: world.appRedirect, username }
}

function breaking({ digest }: ScriptedRequest, more: { username?: string; passkey?: boolean } = {}) {
  return signBreakGlass({ ...signing('requester'), digest, reason, ...more })
}

function decide({ request }: ScriptedRequest, body: Decision, by = requester) {
  return by.client.call('decide', { params: { id: request.id }, body })
}

function claim({ request }: ScriptedRequest, by = requester) {
  return by.client.call('claimRequest', { params: { id: request.id }, body: { claim: makeSalt() } })
}

async function review({ request, digest }: ScriptedRequest, by: ScriptedApprover, words?: string) {
  const body = await by.signReview({ digest }, words)
  return by.device.client.call('review', { params: { id: request.id }, body })
}

async function listed(which: 'to-decide' | 'to-review') {
  const { requests } = await approver.device.client.call('listRequests', { query: { which } })
  return requests.map(({ request }) => request.id)
}

async function leavesOf({ request }: ScriptedRequest) {
  const rows = await sql<{ leaf: string }[]>`SELECT leaf FROM entries WHERE request = ${request.id} ORDER BY seq`
  return rows.map(({ leaf }) => JSON.parse(leaf) as { kind: string; relay?: object })
}

async function accountOf({ request }: ScriptedRequest) {
  const bundle = await approver.device.client.call('readBundle', { params: { id: request.id } })
  const report = await verifyBundle(bundle, { policyKey: world.signed.publicKey, keys: {} })
  expect(report.verdict).toBe('relay-keys')
  const { verdict, lines } = describeBundle(report)
  return { verdict, said: lines.map(({ mark, what, says }) => `${mark} ${what} ${says}`).join('\n') }
}

/** Another node on the same database. */
async function secondNode(): Promise<RunningRelay> {
  const port = await freePort()
  const settings = {
    COUNTERSIGN_PUBLIC_URL: `http://127.0.0.1:${port}`,
    COUNTERSIGN_PORT: String(port),
    COUNTERSIGN_POLICY: world.signed.policyFile,
    COUNTERSIGN_POLICY_KEY: world.signed.keyFile,
    COUNTERSIGN_DATA: `${directory.path}/relay`,
    COUNTERSIGN_LOG_LEVEL: 'silent',
    COUNTERSIGN_SECRET: secret,
    DATABASE_URL: world.relay().databaseUrl,
  }
  return startRelay(readConfig(settings), () => {})
}
