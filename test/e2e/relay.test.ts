import { makeSalt } from '@countersign/shared/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { extensionRedirect } from '../../extension/build/extension-id.ts'
import { type ScriptedDevice, signInDevice } from '../lab/relay/device.ts'
import { makeScriptedRequest, signEvidence } from '../lab/relay/scripted-request.ts'
import { type Temporary, temporaryDirectory } from '../lab/stage/temporary-directory.ts'
import { startWorld, type World } from '../lab/stage/world.ts'

let directory: Temporary
let world: World
let requester: ScriptedDevice
let approver: ScriptedDevice

beforeAll(async () => {
  directory = await temporaryDirectory()
  world = await startWorld({ directory: directory.path })
  requester = await device('requester', 'extension')
  approver = await device('approver-1', 'app')
})

afterAll(async () => {
  await world?.close()
  await directory?.remove()
})

test('a request is asked, approved with evidence, claimed once, and its outcome kept', async () => {
  const { request, proof, digest, body } = await deleteUser()
  const created = await requester.client.call('createRequest', { body: { request, proof, ...(body ? { body } : {}) } })
  expect(created.state).toBe('pending')
  expect(created.reached).toEqual([{ name: 'First approver', state: 'no-device' }])

  const evidence = await signEvidence({
    issuer: world.issuer,
    redirectUri: world.appRedirect,
    username: 'approver-1',
    digest,
  })
  const decided = await approver.client.call('decide', { params: { id: request.id }, body: evidence })
  expect(decided.state).toBe('approved')

  const claim = { params: { id: request.id }, body: { claim: makeSalt() } }
  await requester.client.call('claimRequest', claim)
  const { status } = await requester.client.call('readRequest', { params: { id: request.id } })
  expect(status.state).toBe('released')
  const again = { ...claim, body: { claim: makeSalt() } }
  await expect(requester.client.call('claimRequest', again)).rejects.toMatchObject({
    code: 'request_not_approved',
    state: 'released',
  })
  // Whose answer was lost asks again by the same name, until it has said how it ended.
  expect(await requester.client.call('claimRequest', claim)).toBeNull()
  const outcome = await requester.client.call('reportOutcome', {
    params: { id: request.id },
    body: { kind: 'answered', status: 200, ms: 12 },
  })
  expect(outcome.outcome?.outcome).toEqual({ kind: 'answered', status: 200, ms: 12 })

  const list = (device: ScriptedDevice, which: 'to-decide' | 'mine' | 'decided') =>
    device.client
      .call('listRequests', { query: { which } })
      .then(({ requests }) => requests.map(({ request: r }) => r.id))
  expect(await list(requester, 'mine')).toEqual([request.id])
  expect(await list(approver, 'decided')).toEqual([request.id])
  expect(await list(approver, 'to-decide')).toEqual([])
})

function device(username: string, role: 'extension' | 'app') {
  return signInDevice({
    relay: world.relayUrl,
    issuer: world.issuer,
    clientId: role === 'extension' ? 'countersign-extension' : 'countersign-app',
    redirectUri: role === 'extension' ? extensionRedirect : world.appRedirect,
    role,
    username,
  })
}

function deleteUser() {
  const bytes = new TextEncoder().encode('{"transfer_to":"archive"}')
  return makeScriptedRequest(requester, world.trusted, {
    method: 'DELETE',
    url: `${world.console.origin}/api/users/u-1`,
    headers: [['content-type', 'application/json']],
    body: { kind: 'bytes', bytes, type: 'application/json' },
  })
}
