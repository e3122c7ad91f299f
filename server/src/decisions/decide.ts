import type { RequestStatus } from '@countersign/shared/api'
import { isSeenFit, replaceRuleId, ruleOf, type Seen } from '@countersign/shared/policy'
import {
  type ActionRequest,
  type Approver,
  type Confirm,
  type Decision,
  type Deny,
  type Digest,
  demand,
  type Evidence,
  hasQuorum,
  type Identity,
  type IssuerKeys,
  IssuerUnreachable,
  nameOf,
  type Requester,
  samePerson,
  sha256,
  type VerifiedRequest,
  verifyConfirm,
  verifyDeny,
  verifyEvidence,
  whoDecided,
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
import { whyUnasked } from '../requests/unasked.ts'
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
  demandPlace(asked, stored, session)
  if (!isPending(stored, relay.now())) return answerLate(relay, stored, session.person)
  const judged = await judge(relay, asked, decision)
  if (samePerson(judged.policy.policy, judged.who, session.identity) === 'different') throw new Refusal('not_permitted')
  const added = await add(relay, stored, judged, decision, seen)
  if (!added) return decide(relay, session, id, decision, seen)
  if (judged.own.rule.id === replaceRuleId) await finishReplacement(relay, id)
  relay.hub.wakeFor(id)
  return statusOf(relay, id)
}

type Asked = { readonly policy: LoadedPolicy; readonly own: VerifiedRequest }

/** What was asked, under the policy of that time. */
async function askedFor(relay: Relay, stored: StoredRequest): Promise<Asked> {
  const request: ActionRequest = JSON.parse(stored.request)
  const policy = await relay.policies.byDigest(request.policy)
  const rule = ruleOf(policy.policy, request.action)
  demand(rule !== undefined, 'request_rule_mismatch')
  // The digest of the JCS text in the same row.
  return { policy, own: { request, digest: stored.digest as Digest, rule } }
}

/** Who asks decides nothing, but for rules that ask nobody else. */
function demandPlace({ own }: Asked, { requester }: StoredRequest, { person }: Session): void {
  const isRequester = requester === person
  if (own.rule.approvers !== undefined) demand(!isRequester, 'approver_is_requester')
  else if (!isRequester) throw new Refusal('not_permitted')
}

type Judged = Asked & { readonly who: Identity; readonly parts: readonly number[] }

async function judge(relay: Relay, asked: Asked, decision: Decision): Promise<Judged> {
  const { policy } = asked.policy
  try {
    const keys = await relay.keys.keysFor(decision.id_token, policy)
    const decided = await verified(asked, decision, keys, relay.now())
    await relay.witness.note(keys)
    return { ...asked, who: whoDecided(decided), parts: 'parts' in decided ? decided.parts : [] }
  } catch (cause) {
    if (cause instanceof IssuerUnreachable) throw new Refusal('issuer_unreachable', { cause })
    throw cause
  }
}

function verified(
  { policy: { policy }, own }: Asked,
  decision: Decision,
  keys: IssuerKeys,
  now: number,
): Promise<Approver | Requester> {
  if (decision.decision === 'approve') return verifyEvidence(decision, own, policy, keys, now)
  if (decision.decision === 'confirm') return verifyConfirm(decision, own, policy, keys, now)
  return verifyDeny(decision, own.digest, own.request, own.rule, policy, keys)
}

async function add(
  relay: Relay,
  stored: StoredRequest,
  judged: Judged,
  decision: Decision,
  seen: Seen,
): Promise<boolean> {
  const { own, who, parts, policy } = judged
  const now = relay.now()
  const where = countryOf(seen)
  const person = personKey(who)
  const name = nameOf(who)
  const made = { request: stored.id, person, name, identity: who, parts, decision, now }
  const earlier = await readApprovals(relay.db, stored.id)
  if (decision.decision === 'deny') {
    demandOpenStage(judged, earlier)
    return addDeny(relay.db, { ...made, leaf: await denyLeaf(judged, decision, { state: 'denied', ...where }, now) })
  }
  if (decision.decision === 'confirm') {
    demandFit(own, seen)
    return addConfirm(relay.db, {
      ...made,
      leaf: await evidenceLeaf(judged, decision, { state: 'confirmed', ...where }, now),
    })
  }
  if (earlier.some((approval) => personKey(approval.approver) === person)) return true
  // What was taken before stays taken; a deny above is taken from anywhere.
  demandOpenStage(judged, earlier)
  demandFit(own, seen)
  const approvals = [...earlier, { approver: who, parts }]
  const completes = hasQuorum(policy.policy, own, approvals)
  const asked = await whoIsAskedNext(relay.people, judged, earlier, approvals)
  const said = { state: completes ? 'approved' : 'pending', ...(asked.length === 0 ? {} : { asked: asked.length }) }
  const entry = await evidenceLeaf(judged, decision, { ...said, ...where }, now)
  const effect = { expected: earlier.length, completes, asked }
  const queued = await addApproval(relay.db, { ...made, leaf: entry }, effect)
  if (queued !== undefined && queued.length > 0) relay.courier.carry(queued, own.request)
  return queued !== undefined
}

function demandFit({ rule }: VerifiedRequest, seen: Seen): void {
  if (!isSeenFit(rule, 'approver', seen)) throw new Refusal('approver_network_refused')
}

/** What the relay itself says in the log. */
type Said = { readonly state: string; readonly asked?: number; readonly country?: string }

async function denyLeaf({ own, who }: Judged, { id_token, jws }: Deny, said: Said, now: number): Promise<string> {
  const common = { kind: 'decision.deny', ...(await commonOf(own, who, id_token, said, now)) } as const
  const statement = { digest: own.digest, evidence: await sha256(jws) }
  return leaf(
    own.rule.approvers === undefined ? { ...common, requester: statement } : { ...common, approver: statement },
  )
}

async function evidenceLeaf(
  { own, who }: Judged,
  { decision, id_token, reason }: Evidence | Confirm,
  said: Said,
  now: number,
): Promise<string> {
  const common = await commonOf(own, who, id_token, said, now)
  const signed = { digest: own.digest, reason: await sha256(reason ?? ''), evidence: common.idp.token }
  return decision === 'approve'
    ? leaf({ kind: 'decision.approve', ...common, approver: signed })
    : leaf({ kind: 'decision.confirm', ...common, requester: signed })
}

async function commonOf({ request }: VerifiedRequest, { iss }: Identity, idToken: string, relay: Said, now: number) {
  return { at: now, request: request.id, idp: { issuer: iss, token: await sha256(idToken) }, relay }
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
