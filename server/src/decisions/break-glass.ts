import type { Seen } from '@countersign/shared/policy'
import { type BreakGlass, jcs, nameOf, sha256 } from '@countersign/shared/protocol'
import { readWaitingReviewers } from '../glass/store.ts'
import { waitKeys } from '../glass/wait-keys.ts'
import { personKey } from '../identity/people.ts'
import { Refusal } from '../refusal.ts'
import type { Relay } from '../relay.ts'
import { readAsked } from '../requests/asked-store.ts'
import { countryOf } from '../requests/seen.ts'
import { addBreaking } from './breaking-store.ts'
import type { Judged } from './judge.ts'
import { glassLeaf } from './leaves.ts'

/**
 * Lets a request go without approval, and tells everybody who was asked or could have been. Only one waits for its review
 * at a time, of a rule and of a person.
 *
 * @returns whether it did; false when the request moved on
 * @throws {Refusal} `glass_unreviewed`
 */
export async function breakGlass(relay: Relay, judged: Judged, decision: BreakGlass, seen: Seen): Promise<boolean> {
  const { own, who } = judged
  const { request } = own
  const now = relay.now()
  const skipped = await whoIsSkipped(relay, judged)
  const names = skipped.map(relay.people.nameOf).toSorted()
  const told = await sha256(jcs({ names, salt: decision.salt }))
  const said = { state: 'broken', skipped: names.length, told, ...countryOf(seen) }
  const waits = waitKeys(request)
  const queued = await addBreaking(relay.db, {
    request: request.id,
    person: personKey(who),
    name: nameOf(who),
    identity: who,
    parts: [],
    decision,
    now,
    leaf: await glassLeaf(judged, decision, said, now),
    skipped,
    names,
    waits,
  })
  if (queued === 'waits')
    throw new Refusal('glass_unreviewed', { reviewers: await readWaitingReviewers(relay.db, waits) })
  if (queued === undefined) return false
  if (queued.length > 0) relay.courier.carry(queued, request)
  return true
}

/** Whoever was asked, and whoever has come since and could have been. */
async function whoIsSkipped(relay: Relay, { own, policy }: Judged): Promise<readonly string[]> {
  const asked = await readAsked(relay.db, own.request.id)
  return [...new Set([...asked, ...relay.people.whoMayDecide(policy.policy, own.rule, own.request)])]
}
