import { type Captured, type CapturedBody, makeSalt, type RequestId } from '@countersign/shared/protocol'
import { extensionRedirect } from '../../../extension/build/extension-id.ts'
import { APP_CLIENT, EXTENSION_CLIENT } from '../idp/clients.ts'
import type { World } from '../stage/world.ts'
import { type ScriptedDevice, signInDevice } from './device.ts'
import { makeScriptedRequest, type ScriptedRequest, signEvidence } from './scripted-request.ts'

/** The requester, with an extension that is a script. */
export function signInRequester({ relayUrl: relay, issuer }: World): Promise<ScriptedDevice> {
  const session = { clientId: EXTENSION_CLIENT, redirectUri: extensionRedirect, role: 'extension' } as const
  return signInDevice({ relay, issuer, ...session, username: 'requester' })
}

export type Asking = {
  readonly user?: string
  readonly headers?: Captured['headers']
  readonly body?: CapturedBody
}

/** Asks to delete a user of the demo console; what is given replaces the usual. */
export async function askToDelete(
  world: World,
  requester: ScriptedDevice,
  { user = 'u-104', headers = [], body = jsonBody('{"transfer_to": "archive"}') }: Asking = {},
): Promise<ScriptedRequest> {
  const url = `${world.console.origin}/api/users/${user}`
  const made = await makeScriptedRequest(requester, world.trusted, { method: 'DELETE', url, headers, body })
  const { request, proof, body: readable } = made
  const call = { request, proof, ...(readable === undefined ? {} : { body: readable }) }
  await requester.client.call('createRequest', { body: call })
  return made
}

export function jsonBody(text: string): CapturedBody {
  return { kind: 'bytes', bytes: new TextEncoder().encode(text), type: 'application/json' }
}

/** One request that is asked, approved by `approver-1`, released and answered, all by scripts. */
export async function runOnce(world: World, requester: ScriptedDevice): Promise<RequestId> {
  const { relayUrl: relay, issuer, appRedirect: redirectUri } = world
  const username = 'approver-1'
  const approver = await signInDevice({ relay, issuer, clientId: APP_CLIENT, redirectUri, role: 'app', username })
  const { request, digest } = await askToDelete(world, requester)
  const params = { id: request.id }
  const evidence = await signEvidence({ issuer, redirectUri, username, digest, reason: 'Left in May' })
  await approver.client.call('decide', { params, body: evidence })
  await requester.client.call('claimRequest', { params, body: { claim: makeSalt() } })
  await requester.client.call('reportOutcome', { params, body: { kind: 'answered', status: 200, ms: 9 } })
  return request.id
}
