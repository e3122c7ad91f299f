import type { RequestStatus } from '@countersign/shared/api'
import { isSeenFit, replaceRuleId, ruleOf, type Seen } from '@countersign/shared/policy'
import {
  type ActionRequest,
  type Approver,
  type Decision,
  type Digest,
  demand,
  hasQuorum,
  IssuerUnreachable,
  samePerson,
  sha256,
  type VerifiedRequest,
  verifyDeny,
  verifyEvidence,
} from '@countersign/shared/protocol'
import { personKey } from '../identity/people.ts'
import type { Session } from '../identity/session-token.ts'
import { leaf } from '../log/leaf.ts'
import type { LoadedPolicy } from '../policy/load.ts'
import { finishReplacement } from '../policy/replace.ts'
import { Refusal } from '../refusal.ts'
import type { Relay } from '../relay.ts'
import { statusOf } from '../requests/create.ts'
import { countryOf } from '../requests/seen.ts'
import { readRequest, type StoredRequest } from '../requests/store.ts'
import { addApproval, addDeny, readApprovals } from './store.ts'

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
  if (stored === undefined) throw new Refusal('not_found')
  demand(stored.requester !== session.person, 'approver_is_requester')
  if (!isPending(stored, relay.now())) return answerLate(relay, stored, session.person)
  const judged = await judge(relay, stored, decision)
  if (samePerson(judged.policy.policy, judged.approver, session.identity) === 'different')
    throw new Refusal('not_permitted')
  const added = await add(relay, stored, judged, decision, seen)
  if (!added) return decide(relay, session, id, decision, seen)
  if (judged.own.rule.id === replaceRuleId) await finishReplacement(relay, id)
  relay.hub.wakeFor(id)
  return statusOf(relay, id)
}

type Judged = Approver & { readonly policy: LoadedPolicy; readonly own: VerifiedRequest }

async function judge(relay: Relay, stored: StoredRequest, decision: Decision): Promise<Judged> {
  const request: ActionRequest = JSON.parse(stored.request)
  const policy = await relay.policies.byDigest(request.policy)
  const rule = ruleOf(policy.policy, request.action)
  demand(rule !== undefined, 'request_rule_mismatch')
  // The digest of the JCS text in the same row.
  const own: VerifiedRequest = { request, digest: stored.digest as Digest, rule }
  try {
    const keys = await relay.keys.keysFor(decision.id_token, policy.policy)
    const { approver, parts } =
      decision.decision === 'approve'
        ? await verifyEvidence(decision, own, policy.policy, keys, relay.now())
        : await verifyDeny(decision, own.digest, request, rule, policy.policy, keys)
    await relay.witness.note(keys)
    return { policy, own, approver, parts }
  } catch (cause) {
    if (cause instanceof IssuerUnreachable) throw new Refusal('issuer_unreachable', { cause })
    throw cause
  }
}

async function add(
  relay: Relay,
  stored: StoredRequest,
  judged: Judged,
  decision: Decision,
  seen: Seen,
): Promise<boolean> {
  const { own, approver, parts, policy } = judged
  const now = relay.now()
  const person = personKey(approver)
  const name = approver.name ?? approver.email ?? approver.subject
  const where = countryOf(seen)
  const made = { request: stored.id, person, name, identity: approver, parts, decision, now }
  if (decision.decision === 'deny') {
    return addDeny(relay.db, {
      ...made,
      leaf: await decisionLeaf(own, approver, decision, { state: 'denied', ...where }, now),
    })
  }
  const earlier = await readApprovals(relay.db, stored.id)
  if (earlier.some((approval) => personKey(approval.approver) === person)) return true
  // What was taken before stays taken; a deny above is taken from anywhere.
  if (!isSeenFit(own.rule, 'approver', seen)) throw new Refusal('approver_network_refused')
  const completes = hasQuorum(policy.policy, own, [...earlier, { approver, parts }])
  const state = completes ? 'approved' : 'pending'
  const entry = await decisionLeaf(own, approver, decision, { state, ...where }, now)
  return addApproval(relay.db, { ...made, leaf: entry }, earlier.length, completes)
}

async function decisionLeaf(
  { request, digest }: VerifiedRequest,
  approver: Approver['approver'],
  decision: Decision,
  relay: { readonly state: string; readonly country?: string },
  now: number,
): Promise<string> {
  const token = await sha256(decision.id_token)
  const common = { at: now, request: request.id, idp: { issuer: approver.iss, token }, relay }
  if (decision.decision === 'deny') {
    return leaf({ kind: 'decision.deny', ...common, approver: { digest, evidence: await sha256(decision.jws) } })
  }
  const reason = await sha256(decision.reason ?? '')
  return leaf({ kind: 'decision.approve', ...common, approver: { digest, reason, evidence: token } })
}

/** The sweep that ends overdue requests may be some milliseconds behind. */
function isPending({ state, request }: StoredRequest, now: number): boolean {
  const { expires }: ActionRequest = JSON.parse(request)
  return state === 'pending' && now < expires
}

/** A decision that comes again (a lost answer) is answered as before; any other is too late. */
async function answerLate(relay: Relay, stored: StoredRequest, person: string): Promise<RequestStatus> {
  const approvals = await readApprovals(relay.db, stored.id)
  if (approvals.some(({ approver }) => personKey(approver) === person)) return statusOf(relay, stored.id)
  throw new Refusal('request_not_pending', { state: stored.state })
}
