import { makeSalt } from '@countersign/shared/protocol'
import { leaf } from '../log/leaf.ts'
import { isKnownPushService } from '../notify/endpoint.ts'
import { testMessage } from '../notify/message.ts'
import { Refusal } from '../refusal.ts'
import type { Register } from '../route.ts'
import { findDevice, keepDevice, listDevices, removeDevice } from './store.ts'

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
    return keepDevice(relay.db, { id, person: session.person, label, endpoint, ...keys, now, leaf: entry })
  })

  register('listDevices', async ({ relay, session }) => ({
    devices: [...(await listDevices(relay.db, session.person))],
  }))

  register('removeDevice', async ({ relay, session, params: { id } }) => {
    if ((await findDevice(relay.db, id, session.person)) === undefined) throw new Refusal('not_found')
    const entry = leaf({ kind: 'device.removed', at: relay.now(), relay: { device: id, why: 'by its owner' } })
    await removeDevice(relay.db, id, entry)
    return null
  })

  register('testDevice', async ({ relay, session, params: { id } }) => {
    const device = await findDevice(relay.db, id, session.person)
    if (device === undefined) throw new Refusal('not_found')
    const sent = await relay.send(device, testMessage(relay.config.appOrigin))
    if (sent.kind !== 'sent') throw new Refusal('unavailable')
    return null
  })
}
