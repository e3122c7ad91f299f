import type { PolicyOffer } from '@countersign/shared/protocol'
import { leaf } from '../log/leaf.ts'
import type { Register } from '../route.ts'
import type { LoadedPolicy } from './load.ts'
import { keepRefusal } from './store.ts'

/** The policy, for everybody: a client checks its signature before it believes it, and signs in only after that. */
export function policyRoutes(register: Register): void {
  register('policy', async ({ relay }) => ({
    ...offerOf(relay.policies.current()),
    policy_key: keyOf(relay.policies.current()),
    push_key: relay.vapid.publicKey,
  }))

  register('reportPolicyRefusal', async ({ relay, session, body: { code, digest, version } }) => {
    const at = relay.now()
    const holder = { code, policy: digest, ...(version === undefined ? {} : { version }) }
    const entry = leaf({ kind: 'policy.refused', at, holder, relay: { device: session.jkt } })
    await keepRefusal(relay.db, { device: session.jkt, code, digest, at, leaf: entry })
    return null
  })

  register('policyByDigest', async ({ relay, params }) => offerOf(await relay.policies.byDigest(params.digest)))
}

function offerOf({ jws, replacements }: LoadedPolicy): PolicyOffer {
  return { jws, replacements: [...replacements] }
}

function keyOf({ key: { kty, crv, x, y } }: LoadedPolicy) {
  return { kty: kty ?? '', crv: crv ?? '', x: x ?? '', y: y ?? '' }
}
