import type { RequestId } from '@countersign/shared/protocol'
import type { World } from '../stage/world.ts'
import type { ScriptedDevice } from './device.ts'
import { makeScriptedRequest, signEvidence } from './scripted-request.ts'

/** Who takes part in a request without screens. */
export type Parties = { readonly requester: ScriptedDevice; readonly approver: ScriptedDevice }

/** One request that is asked, approved by `approver-1`, released and answered. */
export async function runOnce(world: World, { requester, approver }: Parties): Promise<RequestId> {
  const { request, proof, body, digest } = await makeScriptedRequest(requester, world.trusted, {
    method: 'DELETE',
    url: `${world.console.origin}/api/users/u-104`,
    headers: [],
    body: { kind: 'bytes', bytes: new TextEncoder().encode('{"transfer_to":"archive"}'), type: 'application/json' },
  })
  const params = { id: request.id }
  await requester.client.call('createRequest', { body: { request, proof, ...(body ? { body } : {}) } })
  const { issuer, appRedirect: redirectUri } = world
  const evidence = await signEvidence({ issuer, redirectUri, username: 'approver-1', digest, reason: 'Left in May' })
  await approver.client.call('decide', { params, body: evidence })
  await requester.client.call('claimRequest', { params })
  await requester.client.call('reportOutcome', { params, body: { kind: 'answered', status: 200, ms: 9 } })
  return request.id
}
