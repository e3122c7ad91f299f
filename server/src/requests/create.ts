import type { CallOf, RequestStatus } from '@countersign/shared/api'
import { isSeenFit, replaceRuleId, type Seen } from '@countersign/shared/policy'
import {
  decodeBase64url,
  demand,
  jcs,
  openPartsOf,
  readNextPolicy,
  sha256,
  type VerifiedRequest,
  verifyBefore,
  verifyRequest,
} from '@countersign/shared/protocol'
import { personKey } from '../identity/people.ts'
import type { Session } from '../identity/session-token.ts'
import { withKeys } from '../identity/with-keys.ts'
import { leaf } from '../log/leaf.ts'
import type { LoadedPolicy } from '../policy/load.ts'
import { Refusal } from '../refusal.ts'
import type { Relay } from '../relay.ts'
import { progressOf } from './progress.ts'
import { findRequest } from './read-store.ts'
import { countryOf } from './seen.ts'
import { readStatuses } from './status.ts'
import { createRequest } from './store.ts'

type Asked = CallOf<'createRequest'>['body']

/** A browser's clock may be off by this much. */
const clockTolerance = 5 * 60_000

/**
 * Takes a request in: checks all that the holder made, refuses what it disagrees with and changes nothing in it,
 * stores it and tells those who may decide. The same request sent again is answered as before.
 *
 * @throws {Refusal} and {ProtocolError}
 */
export async function create(relay: Relay, session: Session, asked: Asked, seen: Seen): Promise<RequestStatus> {
  // The one that it is judged by from here to its end, whatever comes into force meanwhile.
  const current = await policyFor(relay, asked)
  const verified = await verify(relay, asked, current)
  const { request, digest, rule } = verified
  if (personKey(request.requester) !== session.person) throw new Refusal('not_permitted')
  const now = relay.now()
  demand(Math.abs(now - request.created) <= clockTolerance && now < request.expires, 'request_clock_mismatch')
  if (rule.id === replaceRuleId) readNextPolicy(bodyOf(asked), request.action, current.policy, now)
  if (!isSeenFit(rule, 'requester', seen)) return answerElsewhere(relay, request.id, digest)
  const [body, before] = [sealed(relay, asked.body), sealed(relay, asked.before)]
  const recipients = whoIsAsked(relay, session, current, verified)
  const queued = await createRequest(relay.db, {
    id: request.id,
    digest,
    request: jcs(request),
    proof: asked.proof,
    rule: rule.id,
    requester: session.person,
    device: session.jkt,
    body,
    before,
    seen,
    expires: request.expires,
    executeWithin: request.execute_within,
    asked: recipients,
    now,
    leaf: await createdLeaf(verified, asked, { asked: recipients.length, ...countryOf(seen) }, now),
    askLimit: relay.config.askLimit,
  })
  if (queued === undefined) return answerAgain(relay, request.id, digest)
  if (queued.length > 0) relay.courier.carry(queued, request)
  relay.hub.wake()
  return freshStatus(relay, verified, recipients, queued, now)
}

/** Those who may decide, of the first stage; where the rule asks the requester alone, nobody else hears of it. */
function whoIsAsked(
  relay: Relay,
  { person }: Session,
  { policy }: LoadedPolicy,
  own: VerifiedRequest,
): readonly string[] {
  const { rule, request } = own
  if (rule.approvers === undefined) return [person]
  return relay.people.whoMayDecideFor(openPartsOf(policy, own, []), policy, rule, request)
}

/** The status of a request that was stored a moment ago, as `readStatuses` would read it. */
function freshStatus(
  relay: Relay,
  { request, digest }: VerifiedRequest,
  recipients: readonly string[],
  queued: readonly { readonly person: string }[],
  stored: number,
): RequestStatus {
  const reached = recipients.map((key) => {
    const name = relay.people.nameOf(key)
    if (queued.some(({ person }) => person === key)) return { name, state: 'trying' as const, at: stored }
    return { name, state: 'no-device' as const }
  })
  const progress = progressOf(relay, request, [], recipients)
  reached.sort((one, other) => (one.name < other.name ? -1 : 1))
  return { id: request.id, digest, state: 'pending', stored, decisions: [], reached, progress: [...progress] }
}

/** The one in force. Who comes with another may have heard of it before this node has. */
async function policyFor({ policies }: Relay, { request }: Asked): Promise<LoadedPolicy> {
  if (request.policy !== policies.current().digest) await policies.refresh()
  return policies.current()
}

async function verify(
  relay: Relay,
  { request, proof, body, before }: Asked,
  current: LoadedPolicy,
): Promise<VerifiedRequest> {
  if (before !== undefined) await verifyBefore(request, decodeBase64url(before))
  return withKeys(relay, current.policy, proof.id_token, (keys) => {
    const bytes = body === undefined ? undefined : decodeBase64url(body)
    return verifyRequest(request, proof, current, keys, bytes)
  })
}

/** A policy's replacement is judged by what it carries: it cannot go without. */
function bodyOf({ body }: Asked): Uint8Array<ArrayBuffer> {
  demand(body !== undefined, 'body_missing')
  return decodeBase64url(body)
}

/** Bytes that came beside the request and were checked against it, encrypted. Without any there is nothing to keep. */
function sealed(relay: Relay, bytes: string | undefined): Buffer | null {
  return bytes === undefined ? null : relay.secret.encrypt(decodeBase64url(bytes))
}

async function createdLeaf(
  verified: VerifiedRequest,
  asked: Asked,
  relay: { readonly asked: number; readonly country?: string },
  now: number,
): Promise<string> {
  const { request, digest, rule } = verified
  const [proof, token] = await Promise.all([sha256(asked.proof.jws), sha256(asked.proof.id_token)])
  return leaf({
    kind: 'request.created',
    at: now,
    request: request.id,
    holder: { digest, rule: rule.id, policy: request.policy, created: request.created, proof },
    idp: { issuer: request.requester.iss, token },
    relay,
  })
}

/** What was taken when it was asked from where it may be is taken, wherever its requester has gone since. */
async function answerElsewhere(relay: Relay, id: string, digest: string): Promise<RequestStatus> {
  const existing = await findRequest(relay.db, id)
  if (existing?.digest !== digest) throw new Refusal('requester_network_refused')
  return statusOf(relay, id)
}

async function answerAgain(relay: Relay, id: string, digest: string): Promise<RequestStatus> {
  const existing = await findRequest(relay.db, id)
  if (existing === undefined) throw new Refusal('ask_limit')
  if (existing.digest !== digest) throw new Refusal('request_exists')
  return statusOf(relay, id)
}

/** @throws {Refusal} `not_found` */
export async function statusOf(relay: Relay, id: string): Promise<RequestStatus> {
  const [found] = await readStatuses(relay, [id])
  if (found === undefined) throw new Refusal('not_found')
  return found.status
}
