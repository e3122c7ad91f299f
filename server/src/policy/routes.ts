import type { PolicyOffer } from '@countersign/shared/protocol'
import type { Register } from '../route.ts'
import type { LoadedPolicy } from './load.ts'

/** The policy, for everybody: a client checks its signature before it believes it, and signs in only after that. */
export function policyRoutes(register: Register): void {
  register('policy', async ({ relay }) => ({
    ...offerOf(relay.policies.current()),
    push_key: relay.vapid.publicKey,
  }))

  register('policyByDigest', async ({ relay, params }) => offerOf(relay.policies.byDigest(params.digest)))
}

function offerOf({ jws, replacements }: LoadedPolicy): PolicyOffer {
  return { jws, replacements: [...replacements] }
}
