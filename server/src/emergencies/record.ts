import type { CallOf, RequestStatus } from '@countersign/shared/api'
import { type ReportedOutcome, verifyEmergencyRecord } from '@countersign/shared/log'
import {
  decodeBase64url,
  demand,
  type EmergencyStatement,
  jcs,
  sha256,
  type VerifiedRequest,
  verifyEmergencyRequest,
} from '@countersign/shared/protocol'
import { waitKeys } from '../glass/wait-keys.ts'
import { personKey } from '../identity/people.ts'
import type { Session } from '../identity/session-token.ts'
import { withKeys } from '../identity/with-keys.ts'
import { leaf } from '../log/leaf.ts'
import type { LoadedPolicy } from '../policy/load.ts'
import { Refusal } from '../refusal.ts'
import type { Relay } from '../relay.ts'
import { statusOf } from '../requests/create.ts'
import { addEmergency, isRecorded, keepEmergencyOutcome } from './store.ts'

type Reported = CallOf<'reportEmergency'>['body']

/** A browser's clock may be off by this much. */
const clockTolerance = 5 * 60_000

/**
 * Records what emergency keys have released while this relay, or the provider, was away; and tells everybody who could
 * have been asked. It has happened: what waits for a review, or had ended otherwise, is no reason not to write it down.
 * The same report again changes nothing but an outcome that was not known before.
 *
 * @throws {Refusal} and {ProtocolError}
 */
export async function recordEmergency(
  relay: Relay,
  session: Session,
  id: string,
  reported: Reported,
): Promise<RequestStatus> {
  const policy = await relay.policies.byDigest(reported.request.policy)
  const own = await verified(relay, reported, policy)
  const { request, digest } = own
  if (request.id !== id) throw new Refusal('malformed', { pointer: '/request/id' })
  if (personKey(request.requester) !== session.person) throw new Refusal('not_permitted')
  const statements = await judged(relay, reported, own, policy)
  const isNew = await add(relay, session, reported, { own, policy, statements })
  if (!isNew && !(await isRecorded(relay.db, id, digest))) throw new Refusal('request_exists')
  if (reported.outcome !== undefined) await keepOutcome(relay, session, id, reported.outcome)
  relay.hub.wakeFor(id)
  return statusOf(relay, id)
}

function verified(relay: Relay, { request, proof, body }: Reported, policy: LoadedPolicy): Promise<VerifiedRequest> {
  return withKeys(relay, policy.policy, proof.id_token, (keys) => {
    const bytes = body === undefined ? undefined : decodeBase64url(body)
    return verifyEmergencyRequest(request, proof, policy, keys, bytes)
  })
}

/** That enough keys have signed it, in their time. */
async function judged(
  relay: Relay,
  reported: Reported,
  own: VerifiedRequest,
  { policy }: LoadedPolicy,
): Promise<readonly EmergencyStatement[]> {
  const found = await verifyEmergencyRecord(reported, own, policy)
  const { released } = reported
  // The one is by the browser's own clock, the other by a corrected one.
  const isPossible = own.request.created - clockTolerance <= released && released <= relay.now() + clockTolerance
  demand(isPossible, 'request_clock_mismatch')
  return found
}

type Judged = {
  readonly own: VerifiedRequest
  readonly policy: LoadedPolicy
  readonly statements: readonly EmergencyStatement[]
}

async function add(relay: Relay, session: Session, reported: Reported, judgement: Judged): Promise<boolean> {
  const { own, policy } = judgement
  const { request, digest, rule } = own
  const { proof, body, statements, released } = reported
  const skipped = relay.people.whoMayDecide(policy.policy, rule, request)
  const names = skipped.map(relay.people.nameOf).toSorted()
  const now = relay.now()
  const queued = await addEmergency(relay.db, {
    id: request.id,
    digest,
    request: jcs(request),
    proof,
    rule: rule.id,
    requester: session.person,
    device: session.jkt,
    body: body === undefined ? null : relay.secret.encrypt(decodeBase64url(body)),
    expires: request.expires,
    executeWithin: request.execute_within,
    emergency: { released, statements: [...statements] },
    skipped,
    names,
    waits: waitKeys(request),
    now,
    leaf: await emergencyLeaf(judgement, reported, names, now),
  })
  if (queued === undefined) return false
  if (queued.length > 0) relay.courier.carry(queued, request)
  return true
}

/** Everything but what the relay saw is the holder's word, and the keys'. */
async function emergencyLeaf(
  { own, statements }: Judged,
  { proof, statements: given, released }: Reported,
  names: readonly string[],
  now: number,
): Promise<string> {
  const { request, digest, rule } = own
  const [asked, token, told] = await Promise.all([
    sha256(proof.jws),
    sha256(proof.id_token),
    sha256(jcs({ names, salt: proof.salt })),
  ])
  const keys = statements.map(({ thumbprint }) => thumbprint)
  return leaf({
    kind: 'request.emergency',
    at: now,
    request: request.id,
    holder: { digest, rule: rule.id, policy: request.policy, created: request.created, released, proof: asked },
    keys: { thumbprints: keys, statements: await Promise.all(given.map((jws) => sha256(jws))) },
    idp: { issuer: request.requester.iss, token },
    relay: { skipped: names.length, told },
  })
}

async function keepOutcome(relay: Relay, { person }: Session, id: string, outcome: ReportedOutcome): Promise<void> {
  const now = relay.now()
  const entry = leaf({ kind: 'request.outcome', at: now, request: id, holder: outcome })
  await keepEmergencyOutcome(relay.db, { id, requester: person, outcome, now, leaf: entry })
}
