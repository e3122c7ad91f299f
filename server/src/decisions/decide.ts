import type { RequestStatus } from '@countersign/shared/api'
import { isSeenFit, replaceRuleId, type Seen } from '@countersign/shared/policy'
import {
  type ActionRequest,
  type Confirm,
  type Decision,
  type Deny,
  demand,
  type Evidence,
  hasQuorum,
  nameOf,
  samePerson,
  type VerifiedRequest,
} from '@countersign/shared/protocol'
import { personKey } from '../identity/people.ts'
import type { Session } from '../identity/session-token.ts'
import { Refusal } from '../refusal.ts'
import type { Relay } from '../relay.ts'
import { type Asked, askedFor } from '../requests/as-asked.ts'
import { statusOf } from '../requests/create.ts'
import { readRequest, type StoredRequest } from '../requests/read-store.ts'
import { countryOf } from '../requests/seen.ts'
import { whyUnasked } from '../requests/unasked.ts'
import { breakGlass } from './break-glass.ts'
import { finishReplacement } from './finish-replacement.ts'
import { type Judged, judge } from './judge.ts'
import { denyLeaf, evidenceLeaf } from './leaves.ts'
import { demandOpenStage, whoIsAskedNext } from './stage.ts'
import { addApproval, addConfirm, addDeny, hasSigned, readApprovals } from './store.ts'

/**
 * Takes a decision in. The relay checks it as every verifier does, so that a worthless one is refused at once; what
 * counts in the end is the holder's own check.
 *
 * @throws {Refusal} and {ProtocolError}
 */
export async function decide(
  relay: Relay,
  session: Session,
  id: string,
  decision: Decision,
  seen: Seen,
): Promise<RequestStatus> {
  const stored = await readRequest(relay.db, id, session.person)
  if (stored === undefined) throw await whyUnasked(relay, id, session.person)
  const asked = await askedFor(relay, stored)
  demandPlace(asked, stored, session, decision)
  if (!isPending(stored, relay.now())) return answerLate(relay, stored, session.person)
  const judged = await judge(relay, asked, decision)
  if (samePerson(judged.policy.policy, judged.who, session.identity) === 'different') throw new Refusal('not_permitted')
  const added = await add(relay, stored, judged, decision, seen)
  if (!added) return decide(relay, session, id, decision, seen)
  if (judged.own.rule.id === replaceRuleId) await finishReplacement(relay, id)
  relay.hub.wakeFor(id)
  return statusOf(relay, id)
}

/** Who asks decides nothing, but for rules that ask nobody else, and where they go without approval. */
function demandPlace(
  { own }: Asked,
  { requester }: StoredRequest,
  { person }: Session,
  { decision }: Pick<Decision, 'decision'>,
): void {
  const isRequester = requester === person
  if (own.rule.approvers !== undefined && decision !== 'break-glass') demand(!isRequester, 'approver_is_requester')
  else if (!isRequester) throw new Refusal('not_permitted')
}

function add(relay: Relay, stored: StoredRequest, judged: Judged, decision: Decision, seen: Seen): Promise<boolean> {
  // A deny is taken from anywhere.
  if (decision.decision === 'deny') return deny(relay, judged, decision, seen)
  if (decision.decision === 'approve') return approve(relay, stored, judged, decision, seen)
  demandFit(judged.own, seen)
  return decision.decision === 'confirm'
    ? confirm(relay, judged, decision, seen)
    : breakGlass(relay, judged, decision, seen)
}

async function deny(relay: Relay, judged: Judged, decision: Deny, seen: Seen): Promise<boolean> {
  const now = relay.now()
  demandOpenStage(judged, judged.parts, await readApprovals(relay.db, judged.own.request.id))
  const leaf = await denyLeaf(judged, decision, { state: 'denied', ...countryOf(seen) }, now)
  return addDeny(relay.db, { ...madeBy(judged), decision, now, leaf })
}

async function confirm(relay: Relay, judged: Judged, decision: Confirm, seen: Seen): Promise<boolean> {
  const now = relay.now()
  const leaf = await evidenceLeaf(judged, decision, { state: 'confirmed', ...countryOf(seen) }, now)
  return addConfirm(relay.db, { ...madeBy(judged), decision, now, leaf })
}

async function approve(
  relay: Relay,
  stored: StoredRequest,
  judged: Judged,
  decision: Evidence,
  seen: Seen,
): Promise<boolean> {
  const { own, who, parts, policy } = judged
  const now = relay.now()
  const earlier = await readApprovals(relay.db, stored.id)
  if (earlier.some((approval) => personKey(approval.approver) === personKey(who))) return true
  // What was taken before stays taken.
  demandOpenStage(judged, parts, earlier)
  demandFit(own, seen)
  const approvals = [...earlier, { approver: who, parts }]
  const completes = hasQuorum(policy.policy, own, approvals)
  const asked = await whoIsAskedNext(relay.people, judged, earlier, approvals)
  const state = completes ? 'approved' : 'pending'
  const said = { state, ...(asked.length === 0 ? {} : { asked: asked.length }), ...countryOf(seen) }
  const leaf = await evidenceLeaf(judged, decision, said, now)
  const effect = { expected: earlier.length, completes, asked }
  const queued = await addApproval(relay.db, { ...madeBy(judged), decision, now, leaf }, effect)
  if (queued !== undefined && queued.length > 0) relay.courier.carry(queued, own.request)
  return queued !== undefined
}

function madeBy({ own, who, parts }: Judged) {
  return { request: own.request.id, person: personKey(who), name: nameOf(who), identity: who, parts }
}

function demandFit({ rule }: VerifiedRequest, seen: Seen): void {
  if (!isSeenFit(rule, 'approver', seen)) throw new Refusal('approver_network_refused')
}

/** The sweep that ends overdue requests may be some milliseconds behind. */
function isPending({ state, request }: StoredRequest, now: number): boolean {
  const { expires }: ActionRequest = JSON.parse(request)
  return state === 'pending' && now < expires
}

/** A decision that comes again (a lost answer) is answered as before; any other is too late. */
async function answerLate(relay: Relay, stored: StoredRequest, person: string): Promise<RequestStatus> {
  if (await hasSigned(relay.db, stored.id, person)) return statusOf(relay, stored.id)
  throw new Refusal('request_not_pending', { state: stored.state })
}
