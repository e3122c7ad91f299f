import { makeSalt } from '@countersign/shared/protocol'
import { leaf } from '../log/leaf.ts'
import { Refusal } from '../refusal.ts'
import type { Register } from '../route.ts'
import { isKnownPushService } from './endpoint.ts'
import { findKey } from './key-store.ts'
import { revoke } from './revoke.ts'
import { forgetAddresses, keepSubscription, listDevices } from './store.ts'

export function deviceRoutes(register: Register): void {
  register('registerDevice', async ({ relay, session, body: { label, subscription } }) => {
    if (session.role !== 'app') throw new Refusal('not_permitted')
    const { endpoint, keys } = subscription
    if (!isKnownPushService(endpoint, relay.config.push.hosts)) {
      throw new Refusal('push_endpoint_refused', { pointer: '/subscription/endpoint' })
    }
    const id = makeSalt()
    const now = relay.now()
    const entry = leaf({ kind: 'device.registered', at: now, relay: { device: id } })
    const { person, jkt } = session
    await keepSubscription(relay.db, { id, person, jkt, label, endpoint, ...keys, now, leaf: entry })
    return null
  })

  register('listDevices', async ({ relay, session }) => ({
    devices: [...(await listDevices(relay.db, session.person, session.jkt))],
  }))

  register('revokeDevice', async ({ relay, session, params: { id } }) => {
    // Not by a browser: one that is in other hands would lock its owner's phone out.
    if (session.role !== 'app') throw new Refusal('not_permitted')
    const jkt = await findKey(relay.db, id, session.person)
    if (jkt === undefined) throw new Refusal('not_found')
    const cancelled = await revoke(relay.db, jkt, 'its owner', relay.now())
    await relay.revoked.refresh()
    relay.hub.wakeForSessions()
    for (const request of cancelled ?? []) relay.hub.wakeFor(request)
    return null
  })

  register('stopNotifications', async ({ relay, session, params: { id } }) => {
    const entry = leaf({ kind: 'device.removed', at: relay.now(), relay: { device: id, why: 'by its owner' } })
    if (!(await forgetAddresses(relay.db, id, session.person, entry))) throw new Refusal('not_found')
    return null
  })
}
