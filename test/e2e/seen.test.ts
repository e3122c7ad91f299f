import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeClient, type RelayClient } from '@countersign/shared/api'
import { makeSalt, signDeny } from '@countersign/shared/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect } from '../../server/src/db/connect.ts'
import { eraseRequest } from '../../server/src/requests/erase.ts'
import { writeMmdb } from '../lab/mmdb/write-mmdb.ts'
import { signLoadEvidence } from '../lab/relay/load-evidence.ts'
import { type Caller, consoleOrigin, type Nodes, startNodes } from '../lab/relay/nodes.ts'
import { makeScriptedRequest } from '../lab/relay/scripted-request.ts'
import { type Temporary, temporaryDirectory } from '../lab/stage/temporary-directory.ts'

// Rules that ask where somebody is, behind a proxy: the relay refuses who is elsewhere, and a deny comes from anywhere.

const office = '10.20.0.7'
const elsewhere = '203.0.113.7'

let directory: Temporary
let nodes: Nodes
let requester: Caller
let lead: Caller

beforeAll(async () => {
  directory = await temporaryDirectory()
  const mmdb = join(directory.path, 'places.mmdb')
  const bern = { country: { iso_code: 'CH' }, city: { names: { en: 'Bern' } } }
  await writeFile(mmdb, writeMmdb('GeoLite2-City', [['10.20.0.0/16', bern]]))
  nodes = await startNodes(directory.path, { COUNTERSIGN_TRUSTED_PROXIES: '1', COUNTERSIGN_MMDB: mmdb })
  requester = await nodes.signIn('extension', { id: 'requester', groups: [] })
  lead = await nodes.signIn('app', { id: 'lead', groups: ['platform-leads'] })
  const inOffice = "cidr(seen.ip, '10.20.0.0/16') && seen.country == 'CH'"
  const rules = nodes.policy.rules.map((rule) => ({ ...rule, seen: { requester: inOffice, approver: inOffice } }))
  await nodes.nodes[0].give(await nodes.sign(2, { rules }))
  await nodes.nodes[0].relay.reloadPolicy()
})

afterAll(async () => {
  await nodes?.close()
  await directory?.remove()
})

test.each([
  ['is elsewhere', elsewhere],
  ['is elsewhere and writes an address of the office in front', `${office}, ${elsewhere}`],
  ['is not said to be anywhere', 'unknown'],
  ['came past the proxy', undefined],
])('who %s cannot ask', async (_, forwarded) => {
  await expect(ask(forwarded)).rejects.toMatchObject({ code: 'requester_network_refused', status: 403 })
})

test('what was asked from the office is answered as before from elsewhere: nothing is asked again', async () => {
  const asked = await make()
  const { request, proof, body } = asked
  const call = { body: { request, proof, ...(body === undefined ? {} : { body }) } }
  await from(requester, office).call('createRequest', call)
  expect(await from(requester, elsewhere).call('createRequest', call)).toMatchObject({ state: 'pending' })
})

test('who is elsewhere reads that they cannot approve it there, cannot, and can from the office', async () => {
  const { request, digest } = await ask(office)
  const params = { id: request.id }
  expect(await from(lead, elsewhere).call('readRequest', { params })).toMatchObject({
    seen: { ip: office, country: 'CH', city: 'Bern' },
    refused_here: 'approver_network_refused',
  })
  expect(await from(lead, office).call('readRequest', { params })).not.toHaveProperty('refused_here')
  expect(await from(requester, elsewhere).call('readRequest', { params })).not.toHaveProperty('refused_here')
  const body = await signLoadEvidence(nodes.issuer, 'lead', digest)
  for (const forwarded of [elsewhere, `${office}, ${elsewhere}`, undefined]) {
    await expect(from(lead, forwarded).call('decide', { params, body })).rejects.toMatchObject({
      code: 'approver_network_refused',
      status: 403,
    })
  }
  expect(await from(lead, office).call('decide', { params, body })).toMatchObject({ state: 'approved' })
  // The answer was lost, and the approver has gone.
  expect(await from(lead, elsewhere).call('decide', { params, body })).toMatchObject({ state: 'approved' })
  const claim = { params, body: { claim: makeSalt() } }
  expect(await from(requester, elsewhere).call('claimRequest', claim)).toBeNull()

  // What is kept of it: the relay's word in the proof, and of the log's leaves the country alone.
  const bundle = await from(lead, elsewhere).call('readBundle', { params })
  if (!('relay' in bundle)) throw new Error('It was not erased.')
  expect(bundle.relay.seen).toEqual({ ip: office, country: 'CH', city: 'Bern' })
  const leaves = await leavesOf(request.id)
  expect(leaves).toContainEqual(
    expect.objectContaining({ kind: 'request.created', relay: { asked: 1, country: 'CH' } }),
  )
  const approve = { kind: 'decision.approve', relay: { state: 'approved', country: 'CH' } }
  expect(leaves).toContainEqual(expect.objectContaining(approve))
  expect(JSON.stringify(leaves)).not.toMatch(/10\.20|Bern/)
})

test('an erased request says nothing of where somebody was', async () => {
  const { request } = await ask(office)
  await from(requester, office).call('cancelRequest', { params: { id: request.id } })
  const db = connect(nodes.databaseUrl, 1)
  await eraseRequest(db, { id: request.id, by: 'a test', why: undefined, now: Date.now() })
  const rows = await db`SELECT seen_ip, seen_country, seen_city FROM requests WHERE id = ${request.id}`
  expect(rows).toEqual([{ seen_ip: null, seen_country: null, seen_city: null }])
  await db.end()
})

test('a deny is taken from anywhere', async () => {
  const { request, digest } = await ask(office)
  const { device } = lead
  const jws = await signDeny(device.key, digest, undefined)
  const body = { decision: 'deny', id_token: device.idToken, salt: device.salt, jws } as const
  const denied = await from(lead, elsewhere).call('decide', { params: { id: request.id }, body })
  expect(denied.state).toBe('denied')
})

/** The same person on the same device, as the proxy says where they are. */
function from({ device }: Caller, forwarded: string | undefined): RelayClient {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }
  return makeClient({
    relay: nodes.nodes[0].url,
    fetch: (url, init) =>
      fetch(url, { ...init, headers: { ...Object.fromEntries(new Headers(init?.headers)), ...headers } }),
    session: async () => device.token(),
    prove: device.prove,
  })
}

async function leavesOf(request: string): Promise<readonly unknown[]> {
  const db = connect(nodes.databaseUrl, 1)
  const rows = await db<{ leaf: string }[]>`SELECT leaf FROM entries WHERE request = ${request}`
  await db.end()
  return rows.map(({ leaf }) => JSON.parse(leaf))
}

async function make() {
  const bytes = new TextEncoder().encode('{"transfer_to":"archive"}')
  return makeScriptedRequest(requester.device, await nodes.nodes[0].offered(), {
    method: 'DELETE',
    url: `${consoleOrigin}/api/users/u-1`,
    headers: [['content-type', 'application/json']],
    body: { kind: 'bytes', bytes, type: 'application/json' },
  })
}

async function ask(forwarded: string | undefined) {
  const made = await make()
  const { request, proof, body } = made
  const call = { request, proof, ...(body === undefined ? {} : { body }) }
  await from(requester, forwarded).call('createRequest', { body: call })
  return made
}
