import { leaf } from '../log/leaf.ts'
import { Refusal } from '../refusal.ts'
import type { Relay } from '../relay.ts'
import type { Register } from '../route.ts'
import { bundleOf } from './bundle.ts'
import { create, statusOf } from './create.ts'
import { findRequest, listRequests, readRequest } from './read-store.ts'
import { seenOf } from './seen.ts'
import * as store from './store.ts'
import { whyUnasked } from './unasked.ts'
import { viewFor, viewsOf } from './view.ts'

export function requestRoutes(register: Register): void {
  register('createRequest', ({ relay, session, body, http }) => create(relay, session, body, seenOf(relay, http)))

  register('listRequests', async ({ relay, session, query }) => {
    const stored = await listRequests(relay.db, query.which, session.person, relay.now())
    return { requests: await viewsOf(relay, stored, session.person) }
  })

  register('readRequest', async ({ relay, session, params, http }) => {
    const stored = await readRequest(relay.db, params.id, session.person)
    if (stored === undefined) throw await whyUnasked(relay, params.id, session.person)
    return viewFor(relay, stored, session.person, seenOf(relay, http))
  })

  register('readBundle', ({ relay, session, params }) => bundleOf(relay, params.id, session.person))

  register('openRequest', async ({ relay, session, params: { id } }) => {
    const now = relay.now()
    const entry = leaf({ kind: 'request.opened', at: now, request: id, relay: { device: session.jkt } })
    if (await store.openRequest(relay.db, id, session.person, now, entry)) relay.hub.wake()
    return null
  })

  register('cancelRequest', async ({ relay, session, params: { id } }) => {
    const now = relay.now()
    const entry = leaf({ kind: 'request.cancelled', at: now, request: id, relay: { device: session.jkt } })
    const moved = await store.cancelRequest(relay.db, id, session.person, now, entry)
    return settled(relay, moved, id, session.person, 'request_not_pending')
  })

  register('claimRequest', async ({ relay, session, params: { id }, body: { claim } }) => {
    // What releases something waits for what other nodes know.
    await Promise.all([relay.ended.demandOpen(session), relay.revoked.demandGood(session.jkt)])
    const now = relay.now()
    const entry = leaf({ kind: 'request.released', at: now, request: id, relay: { device: session.jkt } })
    const moved = await store.claimRequest(relay.db, id, {
      requester: session.person,
      device: session.jkt,
      claim,
      now,
      leaf: entry,
    })
    if (!moved) return refuse(relay, id, session.person, 'request_not_approved')
    // The holder waits for this answer with the request in its hands: nothing is read for it.
    relay.hub.wakeFor(id)
    return null
  })

  register('refuseRequest', async ({ relay, session, params: { id }, body: { code } }) => {
    const entry = leaf({ kind: 'request.refused', at: relay.now(), request: id, holder: { code } })
    if (!(await store.refuseRequest(relay.db, id, session.person, code, entry))) throw new Refusal('not_found')
    relay.hub.wake()
    return null
  })

  register('reportOutcome', async ({ relay, session, params: { id }, body: outcome }) => {
    const now = relay.now()
    const entry = leaf({ kind: 'request.outcome', at: now, request: id, holder: outcome })
    const noted = await store.keepOutcome(relay.db, id, {
      requester: session.person,
      device: session.jkt,
      outcome,
      now,
      leaf: entry,
    })
    return settled(relay, noted, id, session.person, 'request_not_released')
  })
}

type Conflict = 'request_not_pending' | 'request_not_approved' | 'request_not_released'

/** After a state change: everybody hears of it. */
async function settled(relay: Relay, changed: boolean, id: string, requester: string, conflict: Conflict) {
  if (!changed) return refuse(relay, id, requester, conflict)
  relay.hub.wakeFor(id)
  return statusOf(relay, id)
}

/** Where nothing changed: why, without telling a stranger that it exists. */
async function refuse(relay: Relay, id: string, requester: string, conflict: Conflict): Promise<never> {
  const stored = await findRequest(relay.db, id)
  if (stored === undefined || stored.requester !== requester) throw new Refusal('not_found')
  throw new Refusal(conflict, { state: stored.state })
}
