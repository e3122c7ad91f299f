import { nameOf } from '@countersign/shared/protocol'
import { Refusal } from '../refusal.ts'
import type { Register } from '../route.ts'
import { keepCoverage } from './store.ts'

/** Browsers say how protected requests came, from time to time. */
export function coverageRoutes(register: Register): void {
  register('reportCoverage', async ({ relay, session, body }) => {
    if (session.role !== 'extension') throw new Refusal('not_permitted')
    const known = new Set(relay.policies.current().policy.rules.map((rule) => rule.console))
    // A browser may not have heard of the newest policy yet: what that does not name is nobody's concern any more.
    const named = new Map(body.consoles.map((seen) => [seen.console, seen]))
    const consoles = [...named.values()].filter(({ console }) => known.has(console))
    const { jkt: device, identity } = session
    const person = nameOf(identity)
    await keepCoverage(relay.db, { device, person, report: { ...body, consoles }, at: relay.now() })
    return null
  })
}
