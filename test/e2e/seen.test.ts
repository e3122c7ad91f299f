import { makeClient, type RelayClient } from '@countersign/shared/api'
import { makeSalt, signDeny } from '@countersign/shared/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
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
  nodes = await startNodes(directory.path, { COUNTERSIGN_TRUSTED_PROXIES: '1' })
  requester = await nodes.signIn('extension', { id: 'requester', groups: [] })
  lead = await nodes.signIn('app', { id: 'lead', groups: ['platform-leads'] })
  const inOffice = "cidr(seen.ip, '10.20.0.0/16')"
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
    seen: { ip: office },
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
