import type { Register } from '../route.ts'

/** The policy, for everybody: a client checks its signature before it believes it, and signs in only after that. */
export function policyRoutes(register: Register): void {
  register('policy', async ({ relay }) => ({ jws: relay.policies.current.jws, push_key: relay.vapid.publicKey }))

  register('policyByDigest', async ({ relay, params }) => ({ jws: relay.policies.byDigest(params.digest).jws }))
}
