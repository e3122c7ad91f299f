import { nameOf } from '@countersign/shared/protocol'
import { Refusal } from '../refusal.ts'
import type { Register } from '../route.ts'
import { recordOf } from './record.ts'
import { keepMonitored } from './store.ts'

/** Browsers say what monitored rules would have held. */
export function monitorRoutes(register: Register): void {
  register('reportMonitored', async ({ relay, session, body: { policy: digest, actions } }) => {
    if (session.role !== 'extension') throw new Refusal('not_permitted')
    const { policy } = await relay.policies.byDigest(digest)
    const seen = actions.flatMap((action) => recordOf(policy, action) ?? [])
    const { jkt: device, identity, person } = session
    await keepMonitored(relay.db, { person, name: nameOf(identity), device, policy: digest, seen, at: relay.now() })
    return null
  })
}
