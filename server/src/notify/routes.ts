import { findAddress } from '../devices/store.ts'
import { leaf } from '../log/leaf.ts'
import { Refusal } from '../refusal.ts'
import type { Register } from '../route.ts'
import { testMessage } from './message.ts'
import { findDelivery, markShown } from './store.ts'

export function notifyRoutes(register: Register): void {
  register('acknowledge', async ({ relay, params: { id } }) => {
    const delivery = await findDelivery(relay.db, id)
    if (delivery === undefined) throw new Refusal('not_found')
    const at = relay.now()
    const { request, device } = delivery
    const entry = leaf({ kind: 'request.reached', at, request, relay: { device, state: 'shown' } })
    if (await markShown(relay.db, id, at, entry)) relay.hub.wake()
    return null
  })

  register('testDevice', async ({ relay, session, params: { id } }) => {
    const address = await findAddress(relay.db, id, session.person)
    if (address === undefined) throw new Refusal('not_found')
    const sent = await relay.send(address, testMessage(relay.config.appOrigin))
    if (sent.kind !== 'sent') throw new Refusal('unavailable')
    return null
  })
}
