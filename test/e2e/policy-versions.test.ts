import { join } from 'node:path'
import type { Policy } from '@countersign/shared/policy'
import { signPolicy, verifyPolicy } from '@countersign/shared/protocol'
import { created, examplePolicy } from '@countersign/shared/vectors/example.ts'
import { importJWK, type JWK } from 'jose'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { connect, type Db } from '../../server/src/db/connect.ts'
import { startEmbedded } from '../../server/src/db/embedded.ts'
import { migrate } from '../../server/src/db/migrate.ts'
import { makePolicies, type Policies } from '../../server/src/policy/in-force.ts'
import { generatePolicyKey } from '../../server/src/policy/keygen.ts'
import type { PolicyFile } from '../../server/src/policy/load.ts'
import { keepReplacement } from '../../server/src/policy/store.ts'
import { type Temporary, temporaryDirectory } from '../lab/stage/temporary-directory.ts'

// Nodes that share a database agree on the policy in force, whichever of them is given a file, in whatever order.

const [key, foreignKey] = await Promise.all([generatePolicyKey(), generatePolicyKey()])
const request = '01a3f3c1-6c00-7abc-8def-0123456789ab'

let directory: Temporary
let database: Awaited<ReturnType<typeof startEmbedded>>
let db: Db

beforeAll(async () => {
  directory = await temporaryDirectory()
  database = await startEmbedded(join(directory.path, 'postgres'), () => {})
  db = connect(database.url, 8)
  await migrate(db)
})

beforeEach(empty)

afterAll(async () => {
  await db?.end({ timeout: 5 })
  await database?.stop()
  await directory?.remove()
})

test('what one node is given comes into force at the other, whose own file is older', async () => {
  const [one, two] = await startBoth()
  expect(await one.take(await file(8), created)).toBe(true)
  expect(await two.refresh()).toBe(true)
  expect(versions(one, two)).toEqual([8, 8])
  expect(await two.refresh()).toBe(false)
})

test('the earlier one still judges what was asked under it, at both', async () => {
  const [one, two] = await startBoth()
  const before = one.current()
  await one.take(await file(8), created)
  await two.refresh()
  for (const node of [one, two]) expect((await node.byDigest(before.digest)).policy.version).toBe(7)
})

test('a node that nobody has told looks for the policy of what it is asked to decide', async () => {
  const [one, two] = await startBoth()
  await one.take(await file(8), created)
  expect((await two.byDigest(one.current().digest)).policy.version).toBe(8)
})

test.each([
  ['an older version', async () => file(6), 'The policy is version 6, and version 7 has been in force here.'],
  [
    'another policy of the same version',
    async () => file(7, { organisation: 'Acme again' }),
    'Another policy of version 7 has been in force here.',
  ],
])('%s is refused while the relay runs as at its start, and nothing of it is kept', async (_, offered, words) => {
  const [one] = await startBoth()
  await expect(one.take(await offered(), created)).rejects.toThrow(words)
  await expect(makePolicies(db, key.publicJwk, await offered(), created)).rejects.toThrow(words)
  expect(versions(one)).toEqual([7])
  expect(await db`SELECT version FROM policies`).toEqual([{ version: 7 }])
  expect(await db`SELECT FROM entries`).toHaveLength(1)
})

test('the same policy again changes nothing, also signed anew', async () => {
  const [one] = await startBoth()
  expect(await one.take(await file(7), created)).toBe(false)
  expect(await db`SELECT FROM entries`).toHaveLength(1)
})

test('of two policies of one version that come at once one is in force, and both nodes have the same', async () => {
  const [left, right] = [await file(8), await file(8, { organisation: 'Acme again' })]
  for (let round = 0; round < 32; round += 1) {
    await empty()
    const [one, two] = await startBoth()
    const taken = await Promise.allSettled([one.take(left, created), two.take(right, created)])
    expect(taken.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await Promise.all([one.refresh(), two.refresh()])
    const winner = taken[0].status === 'fulfilled' ? left : right
    expect([one, two].map((node) => node.current().digest)).toEqual([winner.digest, winner.digest])
  }
})

test('of versions that come at once the newest is in force at both nodes, and no node ever goes back', async () => {
  const [one, two] = await startBoth()
  const seen: number[][] = [[], []]
  const offered = [12, 9, 11, 8, 10].map(async (version, index) => {
    const node = index % 2 === 0 ? one : two
    await node.take(await file(version), created).catch(() => undefined)
    for (const [at, each] of [one, two].entries()) seen[at]?.push(each.current().policy.version)
  })
  await Promise.all(offered)
  await Promise.all([one.refresh(), two.refresh()])
  expect(versions(one, two)).toEqual([12, 12])
  for (const each of seen) expect(each).toEqual([...each].sort((before, after) => before - after))
})

test('a node takes nothing from the other that its own key does not vouch for', async () => {
  const [one] = await startBoth()
  const other = await makePolicies(
    db,
    foreignKey.publicJwk,
    await file(8, { organisation: 'Other' }, foreignKey),
    created,
  )
  expect(await one.refresh()).toBe(false)
  expect(versions(one, other)).toEqual([7, 8])
  await expect(one.take(await file(8), created)).rejects.toThrow('Another policy of version 8')
  expect(await one.take(await file(9), created)).toBe(true)
})

test('a file and an approval that come at once: one of them is in force, and the approved request says which', async () => {
  const approved = await file(8, { organisation: 'Approved' })
  for (let round = 0; round < 32; round += 1) {
    await empty()
    await keepApprovedRequest()
    const [one, two] = await startBoth()
    const { jws, digest: replaces } = two.current()
    // What the evidence is worth was judged before.
    const replacements = [{ body: approved.jws.split('.')[1] }] as never
    const made = { request, loaded: { ...approved, jws, replacements }, replaces, now: created }
    const [taken, isReplaced] = await Promise.all([
      one.take(await file(8), created).catch(() => false),
      keepReplacement(db, made),
    ])
    expect(taken).toBe(!isReplaced)
    expect(await db`SELECT state FROM requests`).toEqual([{ state: isReplaced ? 'released' : 'approved' }])
    await Promise.all([one.refresh(), two.refresh()])
    const organisations = [one, two].map((node) => node.current().policy.organisation)
    expect(new Set(organisations).size).toBe(1)
    expect(organisations[0] === 'Approved').toBe(isReplaced)
  }
})

test('the file that evidence has replaced may be given again, and what replaced it signed: neither goes back', async () => {
  await keepApprovedRequest()
  const [one, two] = await startBoth()
  const { jws, digest: replaces } = one.current()
  const next = await file(8)
  const replacements = [{ body: next.jws.split('.')[1] }] as never
  await keepReplacement(db, { request, loaded: { ...next, jws, replacements }, replaces, now: created })
  await two.refresh()
  expect(await one.take(await file(7), created)).toBe(true)
  expect(versions(one, two)).toEqual([8, 8])
  expect(one.current().replacements).toHaveLength(1)
  expect(await one.take(next, created)).toBe(false)
  expect(one.current()).toMatchObject({ digest: next.digest, replacements: [] })
  expect((await one.signed()).policy.version).toBe(8)
})

async function empty(): Promise<void> {
  await db`TRUNCATE policies, requests, entries CASCADE`
}

/** Two nodes with the same file. */
async function startBoth(): Promise<readonly [Policies, Policies]> {
  const given = await file(7)
  return [await makePolicies(db, key.publicJwk, given, created), await makePolicies(db, key.publicJwk, given, created)]
}

function versions(...nodes: readonly Policies[]): readonly number[] {
  return nodes.map((node) => node.current().policy.version)
}

type Keys = { readonly privateJwk: JWK; readonly publicJwk: JWK }

async function file(version: number, change: Partial<Policy> = {}, by: Keys = key): Promise<PolicyFile> {
  const privateKey = await importJWK(by.privateJwk, 'ES256')
  if (privateKey instanceof Uint8Array) throw new TypeError('An EC key is imported as a CryptoKey.')
  const jws = await signPolicy({ ...examplePolicy(), ...change, version }, privateKey, by.publicJwk)
  return { ...(await verifyPolicy(jws, by.publicJwk, 0, created)), jws, replacements: [], versionAt: 'policy.jws:' }
}

async function keepApprovedRequest(): Promise<void> {
  await db`
    INSERT INTO requests
      (id, digest, request, proof, rule, requester, device, stored, expires, execute_within, state, approved)
    VALUES (${request}, 'D', '{}', '{}', 'r', 'r', 'jkt', ${created}, ${created + 60_000}, 60, 'approved', ${created})`
}
