import type { RequestView } from '@countersign/shared/api'
import { type Digest, type Evidence, type Review, signDeny, signReview } from '@countersign/shared/protocol'
import { APP_CLIENT } from '../idp/clients.ts'
import { type ScriptedDevice, signInDevice } from '../relay/device.ts'
import { signEvidence } from '../relay/scripted-request.ts'
import type { World } from './world.ts'

/** An approver without a screen: the same calls as the phone app, the same real sign-ins at the provider. */
export type ScriptedApprover = {
  readonly device: ScriptedDevice
  /** What waits for this approver. */
  readonly pending: () => Promise<readonly RequestView[]>
  readonly sign: (view: RequestView) => Promise<Evidence>
  readonly approve: (view: RequestView) => Promise<void>
  readonly deny: (view: RequestView, reason?: string) => Promise<void>
  /** Signs that they have looked at what went without approval. */
  readonly signReview: (request: { readonly digest: Digest }, reason?: string) => Promise<Review>
}

export async function signInApprover(world: World, username: string): Promise<ScriptedApprover> {
  const { relayUrl: relay, issuer, appRedirect: redirectUri } = world
  const device = await signInDevice({ relay, issuer, clientId: APP_CLIENT, redirectUri, role: 'app', username })
  const { client, key, idToken, salt } = device
  const sign = ({ status }: RequestView) => signEvidence({ issuer, redirectUri, username, digest: status.digest })
  return {
    device,
    pending: async () => (await client.call('listRequests', { query: { which: 'to-decide' } })).requests,
    sign,
    approve: async (view) => {
      await client.call('decide', { params: { id: view.request.id }, body: await sign(view) })
    },
    signReview: async ({ digest }, reason) => ({
      id_token: idToken,
      salt,
      jws: await signReview(key, digest, reason),
    }),
    deny: async ({ request, status }, reason) => {
      const jws = await signDeny(key, status.digest, reason)
      await client.call('decide', {
        params: { id: request.id },
        body: { decision: 'deny', id_token: idToken, salt, jws },
      })
    },
  }
}
