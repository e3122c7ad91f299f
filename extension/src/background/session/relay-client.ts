import { makeClient, type RelayClient } from '@countersign/shared/api'
import { generateProof } from 'dpop'
import { readAnchor } from '../anchor/anchor.ts'
import { readDevice } from './device-key.ts'
import { endSession } from './session.ts'

/** The relay, as this device speaks to it. */
export async function makeRelayClient(session: () => Promise<string | undefined>): Promise<RelayClient> {
  const { relay } = await readAnchor()
  return makeClient({
    relay,
    fetch: (...call) => fetch(...call),
    session,
    sessionOver: endSession,
    // Read for each call: it is another one once it was revoked.
    prove: async ({ method, url, nonce, token }) => generateProof((await readDevice()).pair, url, method, nonce, token),
  })
}
