import { makeClient } from '@countersign/shared/api'
import { describeBundle, verifyBundle } from '@countersign/shared/log'
import { type Decision, jcs, makeSalt, sha256 } from '@countersign/shared/protocol'
import { expect, test } from 'vitest'
import { extensionRedirect } from '../../extension/build/extension-id.ts'
import { readConfig } from '../../server/src/config.ts'
import { type RunningRelay, startRelay } from '../../server/src/main.ts'
import { EXTENSION_CLIENT } from '../lab/idp/clients.ts'
import { demoPolicy } from '../lab/policy/demo-policy.ts'
import { countersign } from '../lab/relay/command-line.ts'
import { signInDevice } from '../lab/relay/device.ts'
import { askToDelete, signInRequester } from '../lab/relay/run-once.ts'
import {
  makeScriptedRequest,
  type ScriptedRequest,
  signBreakGlass,
  signEvidence,
} from '../lab/relay/scripted-request.ts'
import { type ScriptedApprover, signInApprover } from '../lab/stage/approver-script.ts'
import { freePort } from '../lab/stage/free-port.ts'
import { useRelayScene } from './relay-scene.ts'

// What the relay makes of a broken glass and of its review, without a screen.

const glass = `break_glass: { when: "'platform-ops' in requester.groups", acr: [phrh] }`
const reason = 'Nobody answers, and the account is being misused'
const secret = 'a secret of two nodes, thirty-two characters long'
const { directory, world, requester, approver, sql, environment, leavesOf } = useRelayScene({
  settings: { COUNTERSIGN_SECRET: secret },
  policy: (origins) =>
    demoPolicy(origins)
      .replace(
        'redact: [/admin_password]',
        `redact: [/admin_password]
    ${glass}`,
      )
      .replace('summary: "Delete webhook {webhook}"', `summary: "Delete webhook {webhook}"\n    ${glass}`),
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
  const { glass_waits } = await requester().client.call('readRequest', { params: { id: next.request.id } })
  expect(glass_waits).toEqual(['First approver'])
  await expect(decide(next, glass)).rejects.toMatchObject({
    code: 'glass_unreviewed',
    status: 409,
    reviewers: ['First approver'],
  })

  const reviewed = await review(made, approver(), 'It was right')
  expect(reviewed.unapproved?.reviewed).toMatchObject({ name: 'First approver' })
  expect(await listed('to-review')).toEqual([])
  expect(await decide(next, glass)).toMatchObject({ state: 'broken' })
  await review(next, approver())

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
  expect(before.said).toMatch(/^alarm Quorum RELEASED WITHOUT APPROVAL: 0 approved, 1 needed$/m)
  expect(before.said).toMatch(/^alarm Review NOT REVIEWED/m)
  expect(before.said).toMatch(
    /^proven Decision the requester broke the glass: Requester .*acr phrh, because: “Nobody answers/m,
  )
  expect(before.said).toMatch(/^word Skipped told, and not waited for: First approver/m)
  expect(before.said).not.toMatch(/approved by/)

  const { stdout: waiting } = await countersign(['glass', 'list'], environment())
  expect(waiting).toMatch(
    /^\S+ \S+ {2}WITHOUT APPROVAL, NOT REVIEWED\n {2}Requester: Delete user u-103 \(delete-user\), released\n/,
  )
  expect(waiting).toContain(`because: “${reason}”`)
  // What waits for a review is not erased out of sight.
  const erase = ['requests', 'erase', made.request.id, '--by', 'Somebody']
  expect(await countersign(erase, environment())).toMatchObject({ code: 1 })
  await review(made, approver(), 'It was right')
  const after = await accountOf(made)
  expect(after.verdict).toMatch(/and First approver .* has looked at it since\.$/)
  expect(after.said).toMatch(/^proven Review reviewed by First approver .*“It was right”/m)
  const { stdout: all } = await countersign(['glass', 'list', '--json'], environment())
  expect(JSON.parse(all)[0]).toMatchObject({ id: made.request.id, rule: 'delete-user', reviewer: 'First approver' })
  expect(await countersign(erase, environment())).toMatchObject({ code: 0 })
  const { stdout: erased } = await countersign(['glass', 'list'], environment())
  expect(erased).toMatch(/by somebody who is erased\n {2}Somebody: what it was is erased, released/)
})

test('what nobody can review any more the operator closes: never a review, it frees its rule, and it can be erased', async () => {
  const made = await ask('u-120')
  await decide(made, await breaking(made))
  await claim(made)
  const next = await ask('u-121')
  const theirs = await breaking(next)
  await expect(decide(next, theirs)).rejects.toMatchObject({ code: 'glass_unreviewed' })

  // Somebody is known who could: it says who.
  const refused = await close(made.request.id)
  expect(refused).toMatchObject({ code: 1, stdout: '' })
  expect(refused.stderr).toMatch(/can still be reviewed, on their phones, by\n {2}First approver, signed in last at /)
  expect(refused.stderr).not.toContain('Requester')
  // Nobody is known any more whom the rule lets approve it.
  const people = await sql()<{ key: string; claims: string }[]>`SELECT key, claims::text FROM people`
  await sql()`UPDATE people SET claims = claims - 'groups'`
  const closed = await close(made.request.id)
  expect(closed.stdout).toMatch(/^Closed \S+: Requester: Delete user u-120 \(delete-user\)\.\n.*not reviewed/)
  for (const { key, claims } of people)
    await sql()`UPDATE people SET claims = ${claims}::text::jsonb WHERE key = ${key}`

  const { status } = await requester().client.call('readRequest', { params: { id: made.request.id } })
  const { unapproved } = status
  expect(unapproved).toMatchObject({ closed: { by: 'Operations', why: 'They have all left' } })
  expect(unapproved).not.toHaveProperty('reviewed')
  expect(await listed('to-review')).toEqual([])
  const { verdict, said } = await accountOf(made)
  expect(verdict).toMatch(/nobody has reviewed it: the operator has closed it\.$/)
  expect(said).toMatch(/^alarm Review CLOSED BY THE OPERATOR, NOT REVIEWED: at .* by Operations, because: “They have/m)
  const { stdout: all } = await countersign(['glass', 'list'], environment())
  expect(all).toMatch(
    /WITHOUT APPROVAL, CLOSED BY THE OPERATOR, NOT REVIEWED\n {2}Requester: Delete user u-120 [\s\S]*?\n {2}closed at .* by Operations: “They have all left”\n/,
  )
  const leaves = await leavesOf(made)
  expect(leaves.filter(({ kind }) => kind === 'request.closed')).toMatchObject([
    { relay: { by: 'Operations', why: 'They have all left' } },
  ])
  expect(leaves.map(({ kind }) => kind)).not.toContain('request.reviewed')

  // The next glass, of this rule and person.
  expect(await decide(next, theirs)).toMatchObject({ state: 'broken' })
  await review(next, approver())

  const erase = ['requests', 'erase', made.request.id, '--by', 'Operations']
  expect(await countersign(erase, environment())).toMatchObject({ code: 0 })
  const { stdout: erased } = await countersign(['glass', 'list'], environment())
  expect(erased).toMatch(/CLOSED BY THE OPERATOR, NOT REVIEWED\n {2}Somebody: what it was is erased, released\n/)
})

test('of two who close it at once, one is recorded; and nothing is closed twice, or without a word', async () => {
  const made = await ask('u-122')
  await decide(made, await breaking(made))
  const results = await Promise.all([close(made.request.id, '--anyway'), close(made.request.id, '--anyway')])
  expect(results.map(({ code }) => code).toSorted()).toEqual([0, 1])
  expect(results.find(({ code }) => code === 1)?.stderr).toMatch(
    /waits for no review: it was closed at .* by Operations/,
  )
  const kinds = (await leavesOf(made)).map(({ kind }) => kind)
  expect(kinds.filter((kind) => kind === 'request.closed')).toHaveLength(1)
  // Somebody who can comes after all: what they signed is kept, beside it.
  expect((await review(made, approver(), 'It was right')).unapproved).toMatchObject({
    reviewed: { name: 'First approver' },
    closed: { by: 'Operations' },
  })

  const reviewed = await ask('u-123')
  await decide(reviewed, await breaking(reviewed))
  await review(reviewed, approver())
  const refusals = await Promise.all([
    close(reviewed.request.id),
    close(unknown),
    countersign(['glass', 'close', made.request.id, '--by', 'Operations', '--why', ' '], environment()),
    countersign(['glass', 'close', 'x', '--by', 'Operations', '--why', 'Left'], environment()),
  ])
  expect(refusals.map(({ code, stderr }) => `${code} ${stderr}`)).toEqual([
    expect.stringMatching(/^1 .* waits for no review: it was reviewed at .* by First approver\./),
    expect.stringMatching(/^1 Nothing went without approval as .*`countersign glass list`/),
    expect.stringMatching(/^2 --why takes 1 to 1000 characters/),
    expect.stringMatching(/^2 x is not the id of a request/),
  ])
})

test('two at once, on two nodes, and one gets in', async () => {
  const other = await secondNode()
  try {
    const [one, two] = [await ask('u-104'), await ask('u-105')]
    const [first, second] = await Promise.all([breaking(one), breaking(two)])
    const client = makeClient({
      relay: other.url,
      fetch,
      session: async () => requester().token(),
      prove: requester().prove,
    })
    const results = await Promise.allSettled([
      decide(one, first),
      client.call('decide', { params: { id: two.request.id }, body: second }),
    ])
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    const [refused] = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
    expect(refused).toMatchObject({ code: 'glass_unreviewed' })
    const states = await sql()<{ state: string }[]>`
      SELECT state FROM requests WHERE id IN (${one.request.id}, ${two.request.id}) ORDER BY state`
    expect(states.map(({ state }) => state)).toEqual(['broken', 'pending'])
    await review(results[0]?.status === 'fulfilled' ? one : two, approver())
  } finally {
    await other.close()
  }
})

test('nobody breaks it for another, nobody reviews their own, and what was approved is not reviewed', async () => {
  const lead = await signInApprover(world(), 'lead')
  const outsider = await signInApprover(world(), 'security')
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
  await expect(decide(made, relabelled, approver().device)).rejects.toMatchObject({ code: 'evidence_nonce_mismatch' })

  await expect(review(made, approver())).rejects.toMatchObject({ code: 'review_not_wanted' })
  await decide(made, glass)
  // It came again: its answer may have been lost.
  expect(await decide(made, glass)).toMatchObject({ state: 'broken' })
  const own = await signInApprover(world(), 'requester')
  await expect(review(made, own)).rejects.toMatchObject({ code: 'approver_is_requester' })
  await expect(review(made, outsider)).rejects.toMatchObject({ code: 'not_found' })
  const theirs = await approver().signReview(made)
  const smuggled = own.device.client.call('review', { params: { id: made.request.id }, body: theirs })
  await expect(smuggled).rejects.toMatchObject({ code: 'not_permitted' })
  await review(made, lead)
})

test('while one waits nobody breaks another of its rule, nor does who broke it one of another rule', async () => {
  const lead = await signInDevice({
    relay: world().relayUrl,
    issuer: world().issuer,
    clientId: EXTENSION_CLIENT,
    redirectUri: extensionRedirect,
    role: 'extension',
    username: 'lead',
  })
  const made = await ask('u-110')
  await decide(made, await breaking(made))
  const ofTheRule = await askToDelete(world(), lead, { user: 'u-111' })
  const theirs = await breaking(ofTheRule, { username: 'lead' })
  await expect(decide(ofTheRule, theirs, lead)).rejects.toMatchObject({ code: 'glass_unreviewed' })
  const ofAnother = await askFor('webhooks/w-1')
  await expect(decide(ofAnother, await breaking(ofAnother))).rejects.toMatchObject({ code: 'glass_unreviewed' })
  await review(made, approver())
  await expect(decide(ofTheRule, theirs, lead)).resolves.toMatchObject({ state: 'broken' })
  // The other rule, and another person, wait for nothing of this.
  await expect(decide(ofAnother, await breaking(ofAnother))).resolves.toMatchObject({ state: 'broken' })
  const second = await signInApprover(world(), 'approver-2')
  await review(ofTheRule, second)
  await review(ofAnother, second)
})

test('who could have approved and comes later finds it, too', async () => {
  const made = await ask('u-107')
  await decide(made, await breaking(made))
  const second = await signInApprover(world(), 'approver-2')
  const { requests } = await second.device.client.call('listRequests', { query: { which: 'to-review' } })
  expect(requests.map(({ request }) => request.id)).toEqual([made.request.id])
  await review(made, second)
})

test('a denied one is not broken any more, and a broken one is neither denied nor claimed by another device', async () => {
  const denied = await ask('u-108')
  const glass = await breaking(denied)
  const [view] = await approver().pending()
  if (view === undefined) throw new Error('Nothing waits.')
  await approver().deny(view)
  await expect(decide(denied, glass)).rejects.toMatchObject({ code: 'request_not_pending', state: 'denied' })

  const made = await ask('u-109')
  const [waiting] = await approver().pending()
  if (waiting === undefined) throw new Error('Nothing waits.')
  await decide(made, await breaking(made))
  await expect(approver().deny(waiting)).rejects.toMatchObject({ code: 'request_not_pending', state: 'broken' })
  const other = await signInRequester(world())
  await expect(claim(made, other)).rejects.toMatchObject({ code: 'request_not_approved' })
  await claim(made)
  await review(made, approver())
})

const unknown = '01a3f3c1-6c00-7abc-8def-0123456789ab'

function close(id: string, ...more: readonly string[]) {
  const said = ['--by', 'Operations', '--why', 'They have all left']
  return countersign(['glass', 'close', id, ...said, ...more], environment())
}

const ask = (user: string) => askToDelete(world(), requester(), { user })

/** To delete something else in the same console. */
async function askFor(path: string): Promise<ScriptedRequest> {
  const url = `${world().console.origin}/api/${path}`
  const what = { method: 'DELETE', url, headers: [], body: { kind: 'none' } } as const
  const made = await makeScriptedRequest(requester(), world().trusted, what)
  const { request, proof } = made
  await requester().client.call('createRequest', { body: { request, proof } })
  return made
}

function signing(username: string) {
  return { issuer: world().issuer, redirectUri: world().appRedirect, username }
}

function breaking({ digest }: ScriptedRequest, more: { username?: string; passkey?: boolean } = {}) {
  return signBreakGlass({ ...signing('requester'), digest, reason, ...more })
}

function decide({ request }: ScriptedRequest, body: Decision, by = requester()) {
  return by.client.call('decide', { params: { id: request.id }, body })
}

function claim({ request }: ScriptedRequest, by = requester()) {
  return by.client.call('claimRequest', { params: { id: request.id }, body: { claim: makeSalt() } })
}

async function review({ request, digest }: ScriptedRequest, by: ScriptedApprover, words?: string) {
  const body = await by.signReview({ digest }, words)
  return by.device.client.call('review', { params: { id: request.id }, body })
}

async function listed(which: 'to-decide' | 'to-review') {
  const { requests } = await approver().device.client.call('listRequests', { query: { which } })
  return requests.map(({ request }) => request.id)
}

async function accountOf({ request }: ScriptedRequest) {
  const bundle = await approver().device.client.call('readBundle', { params: { id: request.id } })
  const report = await verifyBundle(bundle, { policyKey: world().signed.publicKey, keys: {} })
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
    COUNTERSIGN_POLICY: world().signed.policyFile,
    COUNTERSIGN_POLICY_KEY: world().signed.keyFile,
    COUNTERSIGN_DATA: `${directory()}/relay`,
    COUNTERSIGN_LOG_LEVEL: 'silent',
    COUNTERSIGN_SECRET: secret,
    DATABASE_URL: world().relay().databaseUrl,
  }
  return startRelay(readConfig(settings), () => {})
}
