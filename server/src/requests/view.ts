import type { RequestView } from '@countersign/shared/api'
import { hasGlass, isSeenFit, type Rule, ruleOf, type Seen } from '@countersign/shared/policy'
import type { Proof } from '@countersign/shared/protocol'
import { isWaiting, readWaitingReviewers } from '../glass/store.ts'
import { waitKeys } from '../glass/wait-keys.ts'
import { Refusal } from '../refusal.ts'
import type { Relay } from '../relay.ts'
import { type StoredRequest, seenIn } from './read-store.ts'
import { readStatuses } from './status.ts'

/** Stored requests as one reader sees them, in the same order. */
export async function viewsOf(relay: Relay, stored: readonly StoredRequest[], reader: string): Promise<RequestView[]> {
  const statuses = await readStatuses(
    relay,
    stored.map(({ id }) => id),
  )
  const byId = new Map(statuses.map(({ status }) => [status.id as string, status]))
  return stored.map((row) => {
    const status = byId.get(row.id)
    if (status === undefined) throw new Refusal('not_found')
    return {
      request: JSON.parse(row.request),
      // The proof was parsed against its schema when it was stored.
      proof: row.proof as Proof,
      ...(row.body === null ? {} : { body: relay.secret.decrypt(row.body).toString('base64url') }),
      ...(row.before === null ? {} : { before: relay.secret.decrypt(row.before).toString('base64url') }),
      seen: seenIn(row),
      mine: row.requester === reader,
      status,
    }
  })
}

/** One request's view; who decides reads at once that it would not be taken from there. */
export async function viewFor(relay: Relay, stored: StoredRequest, reader: string, seen: Seen): Promise<RequestView> {
  const [view] = await viewsOf(relay, [stored], reader)
  if (view === undefined) throw new Refusal('not_found')
  const policy = relay.policies.find(view.request.policy)?.policy
  const rule = policy === undefined ? undefined : ruleOf(policy, view.request.action)
  if (rule === undefined) return view
  const decides = view.mine ? rule.approvers === undefined || hasGlass(rule) : rule.approvers !== undefined
  const isRefused = decides && !isSeenFit(rule, 'approver', seen)
  return {
    ...view,
    ...(isRefused ? { refused_here: 'approver_network_refused' as const } : {}),
    ...(await glassWaits(relay, view, rule)),
  }
}

/** Who asks reads before they sign that an earlier one waits for its review, and whose that could be. */
async function glassWaits(
  { db }: Relay,
  { mine, request, status }: RequestView,
  rule: Rule,
): Promise<Pick<RequestView, 'glass_waits'>> {
  if (!mine || status.state !== 'pending' || !hasGlass(rule)) return {}
  const waits = waitKeys(request)
  return (await isWaiting(db, waits)) ? { glass_waits: [...(await readWaitingReviewers(db, waits))] } : {}
}
