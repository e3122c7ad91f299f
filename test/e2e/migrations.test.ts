import { join } from 'node:path'
import { type Digest, encodeBase64url, jcs } from '@countersign/shared/protocol'
import { makeScene } from '@countersign/shared/vectors/scene.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keepCoverage, readCoverage } from '../../server/src/coverage/store.ts'
import { connect, type Db } from '../../server/src/db/connect.ts'
import { startEmbedded } from '../../server/src/db/embedded.ts'
import { migrate } from '../../server/src/db/migrate.ts'
import { addConfirm, readApprovals } from '../../server/src/decisions/store.ts'
import { readRevoked } from '../../server/src/devices/key-store.ts'
import { listDevices } from '../../server/src/devices/store.ts'
import { isWaiting } from '../../server/src/glass/store.ts'
import { keepEnd, readEnds } from '../../server/src/identity/ended/store.ts'
import { makePeople } from '../../server/src/identity/people.ts'
import { makePolicies } from '../../server/src/policy/in-force.ts'
import { readPolicies } from '../../server/src/policy/store.ts'
import { expireOverdue } from '../../server/src/requests/expire.ts'
import { findRequest, readRequest } from '../../server/src/requests/read-store.ts'
import { claimRequest } from '../../server/src/requests/store.ts'
import { addClosing, readUnapproved } from '../../server/src/reviews/store.ts'
import { type Temporary, temporaryDirectory } from '../lab/stage/temporary-directory.ts'

// A database of the first version, with people, a policy and a decided request in it, becomes one of today's.

const approver = { iss: 'https://i', subject: 's', person: 'p' }
const id = '01a3f3c1-6c00-7abc-8def-0123456789ab'
const waiting = '01a3f3c1-6c00-7abc-8def-0123456789ac'
let directory: Temporary
let database: Awaited<ReturnType<typeof startEmbedded>>
let db: Db

beforeAll(async () => {
  directory = await temporaryDirectory()
  database = await startEmbedded(join(directory.path, 'postgres'), () => {})
  db = connect(database.url, 2)
})

afterAll(async () => {
  await db?.end({ timeout: 5 })
  await database?.stop()
  await directory?.remove()
})

test('what a relay of the first version kept is there after the migrations, and reads as before', async () => {
  await migrate(db, '001')
  await db`INSERT INTO policies (digest, version, jws, loaded) VALUES ('d7', 7, 'a.b.c', 1)`
  await db`INSERT INTO people (key, iss, name, claims, signed_in) VALUES ('p', 'https://i', 'Approver', '{}', 1)`
  await db`
    INSERT INTO requests (id, digest, request, proof, rule, requester, device, body, stored, expires, execute_within, state)
    VALUES (${id}, 'D', '{}', '{}', 'delete-user', 'r', 'jkt', ${Buffer.from('held')}, 1, 2, 60, 'released')`
  await db`INSERT INTO asked (request, person) VALUES (${id}, 'p')`
  await db`
    INSERT INTO devices (id, person, label, endpoint, p256dh, auth, created)
    VALUES ('d', 'p', 'Phone', 'https://push.example/d', 'k', 'a', 1)`
  await db`INSERT INTO entries (request, leaf) VALUES (${id}, '{}')`
  await db`
    INSERT INTO decisions (request, person, name, identity, decision, at)
    VALUES (${id}, 'p', 'Approver', ${db.json(approver)}, ${db.json({ decision: 'approve' })}, 1)`

  await db`
    INSERT INTO requests (id, digest, request, proof, rule, requester, device, stored, expires, execute_within)
    VALUES (${waiting}, 'D', '{}', '{}', 'delete-user', 'r', 'jkt', 1, 9, 60)`

  // What went without approval before anything could be closed.
  await migrate(db, '013')
  await db`
    INSERT INTO unapproved (request, at, skipped, reviewer_name, reviewed)
    VALUES (${id}, 1, '[]', NULL, NULL), (${waiting}, 2, '[]', 'Approver', 3)`
  await db`INSERT INTO glass_waits (key, request) VALUES ('rule delete-user', ${id})`

  await migrate(db)
  expect(await readUnapproved(db)).toMatchObject([
    { id, waiting: true, reviewed: null, closed: null },
    { id: waiting, waiting: false, reviewed: 3, closed: null },
  ])
  expect(await addClosing(db, { request: waiting, at: 4, by: 'Operations', why: 'Left', leaf: '{}' })).toBe(false)
  expect(await readPolicies(db, [])).toMatchObject([
    { digest: 'd7', version: 7, jws: 'a.b.c', key: null, replacements: [] },
  ])
  expect(await findRequest(db, id)).toMatchObject({ digest: 'D', state: 'released', body: Buffer.from('held') })
  expect(await readRequest(db, id, 'p')).toMatchObject({ id })
  // Of what was asked then the relay had seen an address at most; phones were known by their subscription alone.
  expect(await findRequest(db, id)).toMatchObject({ seen_ip: null, seen_country: null, seen_city: null, before: null })
  expect(await listDevices(db, 'p', 'a key')).toEqual([
    { id: 'd', role: 'app', label: 'Phone', current: false, first_seen: 1, last_seen: 1, notifications: { since: 1 } },
  ])
  expect(await readRevoked(db, 0)).toMatchObject({ keys: [] })
  // Rules had one part then, so that is the part that it counts for.
  expect(await readApprovals(db, id)).toEqual([{ approver, parts: [0] }])
  const people = makePeople(db)
  await people.refresh()
  expect(people.nameOf('p')).toBe('Approver')
  expect(await db`SELECT count(*)::int AS count FROM entries`).toEqual([{ count: 1 }])
  // Nothing is over that was not said to be; from here on it can be.
  expect((await readEnds(db, 0)).ends).toEqual([])
  const end = { issuer: 'https://i', role: null, subject: 's', sid: null, email: null, at: 1, issued: 1 }
  expect(await keepEnd(db, { ...end, sender: 'https://i', jti: 'j' }, '{}')).toBe(true)
  expect(await keepEnd(db, { ...end, sender: 'https://i', jti: 'j' }, '{}')).toBe(false)
  expect((await readEnds(db, 0)).ends).toMatchObject([end])
  expect(await db`SELECT count(*)::int AS count FROM entries`).toEqual([{ count: 2 }])
  const seen = { console: 'Acme', relaxed_rules: [], paths: [] }
  const report = { browser: 'Chrome 156', limits: ['cannot-stop'], consoles: [seen] }
  await keepCoverage(db, { device: 'jkt', person: 'Requester', report, at: 1 })
  await keepCoverage(db, { device: 'jkt', person: 'Requester', report: { ...report, browser: 'Chrome 157' }, at: 2 })
  expect(await readCoverage(db)).toEqual([
    { device: 'jkt', person: 'Requester', browser: 'Chrome 157', limits: ['cannot-stop'], seen, at: 2 },
  ])
})

test('what waits since before can be confirmed, claimed while there is time for it, and is over after that', async () => {
  const person = { ...approver, name: 'Requester' }
  // No verifier looks at it here.
  const decision = { decision: 'confirm' } as never
  const made = { request: waiting, person: 'r', name: 'Requester', identity: person, parts: [], decision, leaf: '{}' }
  expect(await addConfirm(db, { ...made, now: 2 })).toBe(true)
  expect(await addConfirm(db, { ...made, now: 3 })).toBe(false)
  expect(await findRequest(db, waiting)).toMatchObject({ state: 'confirmed' })
  expect(await readApprovals(db, waiting)).toEqual([])
  const claim = { requester: 'r', device: 'jkt', claim: 'c', leaf: '{}' }
  expect(await claimRequest(db, waiting, { ...claim, device: 'other', now: 4 })).toBe(false)
  expect(await claimRequest(db, waiting, { ...claim, now: 4 })).toBe(true)
  expect(await claimRequest(db, waiting, { ...claim, claim: 'd', now: 5 })).toBe(false)

  await db`UPDATE requests SET state = 'confirmed', expires = 900000 WHERE id = ${waiting}`
  expect(await expireOverdue(db, 60_001)).toBe(0)
  expect(await claimRequest(db, waiting, { ...claim, now: 60_002 })).toBe(false)
  expect(await expireOverdue(db, 60_002)).toBe(1)
  expect(await findRequest(db, waiting)).toMatchObject({ state: 'expired' })
})

test('what waits for a review since before can be closed, once, and its rule’s glass be broken again', async () => {
  expect(await isWaiting(db, ['rule delete-user'])).toBe(true)
  const closing = { request: id, at: 10, by: 'Operations', why: 'Nobody of them is there any more', leaf: '{}' }
  expect(await Promise.all([addClosing(db, closing), addClosing(db, closing)])).toContain(false)
  expect(await isWaiting(db, ['rule delete-user'])).toBe(false)
  expect(await readUnapproved(db)).toMatchObject([
    { id: waiting, waiting: false },
    { id, waiting: false, reviewed: null, closed: 10, closed_by: 'Operations' },
  ])
})

test('a policy in a form that nobody reads any more keeps no relay from starting, and no older one comes back', async () => {
  const { policy, trusted } = await makeScene()
  const old = { ...policy, version: 9, rules: policy.rules.map((rule) => ({ ...rule, approvers: { when: 'true' } })) }
  const jws = `e30.${encodeBase64url(new TextEncoder().encode(jcs(old)))}.e30`
  await db`DELETE FROM policies`
  await db`INSERT INTO policies (digest, version, jws, loaded) VALUES ('d9', 9, ${jws}, 1)`
  const file = (version: number) => {
    const payload = encodeBase64url(new TextEncoder().encode(jcs({ ...policy, version })))
    return {
      policy: { ...policy, version },
      digest: trusted.digest,
      jws: `e30.${payload}.e30`,
      key: {},
      replacements: [],
      versionAt: 'policy.jws:',
    }
  }
  await expect(makePolicies(db, {}, file(8), 1)).rejects.toThrow(/version 9 has been in force here/)
  expect(await db`SELECT version FROM policies`).toEqual([{ version: 9 }])
  const policies = await makePolicies(db, {}, file(9), 1)
  expect(policies.current().policy.version).toBe(9)
  expect(policies.find('d9' as Digest)).toBeUndefined()
  expect(await policies.refresh()).toBe(false)
})

test('migrating again changes nothing', async () => {
  await migrate(db)
  expect(await findRequest(db, id)).toMatchObject({ state: 'released' })
})
