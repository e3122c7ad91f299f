import { demand } from '../errors.ts'
import {
  canonicalUrl,
  idsOf,
  judgeReason,
  type LeavesOut,
  type Matched,
  matchRule,
  type Outgoing,
  type OutgoingBody,
  type Policy,
  type ReasonAsked,
  type Rule,
  summarise,
} from '../policy/index.ts'
import { type Action, type ActionBody, isSecretHeader, readablePart } from './action.ts'
import type { Digest } from './brands.ts'
import { digestOf, jcs, sha256 } from './digest.ts'
import type { IssuerKeys } from './issued-token.ts'
import { leavesOutAt } from './leaves-out.ts'
import { parseAs } from './parse.ts'
import { identityOf } from './person.ts'
import { isYoung, type Proven, verifyProof, verifyProofOfAnyAge } from './proof.ts'
import { Proof } from './proof-shape.ts'
import { quorumsOf } from './quorum.ts'
import { ActionRequest, clocksOf } from './request.ts'
import type { Vouched } from './vouched.ts'

/** The policy that a verifier trusts, with the digest of its signed bytes. */
export type TrustedPolicy = { readonly policy: Policy; readonly digest: Digest }

/** A request that holds, with its digest and the rule that it is judged by. */
export type VerifiedRequest = { readonly request: ActionRequest; readonly digest: Digest; readonly rule: Rule }

/**
 * Step 0 for those who did not make the request (phone, relay, gate, auditor): it is well formed, says what it would
 * do, keeps its rule's clocks, and was asked for by the person whom it names.
 *
 * @param request as received; unchecked
 * @param body the readable bytes that came beside it. Without them a rule that looks into the body is believed
 * @throws {ProtocolError} a `request_…`, `proof_…` or `token_…` code, `body_mismatch`
 */
export async function verifyRequest(
  request: unknown,
  proof: unknown,
  trusted: TrustedPolicy,
  keys: IssuerKeys,
  body?: Uint8Array<ArrayBuffer>,
): Promise<VerifiedRequest> {
  const verified = await verifyUnproven(request, trusted, body)
  const { signIn } = await demandProof(verified, proof, (proved, { digest, request: { created } }) =>
    verifyProof(proved, digest, created, trusted.policy, keys),
  )
  demandAllNamed(verified.request, trusted, signIn, body)
  return verified
}

/** A request whose requester signed in when that could still be done. */
export type VerifiedEmergencyRequest = VerifiedRequest & { readonly signedIn: number }

/**
 * The same for a request that emergency keys have released: the sign-in of who asked may be of any age.
 *
 * @throws {ProtocolError} as `verifyRequest`, but for `proof_token_too_old`
 */
export async function verifyEmergencyRequest(
  request: unknown,
  proof: unknown,
  trusted: TrustedPolicy,
  keys: IssuerKeys,
  body?: Uint8Array<ArrayBuffer>,
): Promise<VerifiedEmergencyRequest> {
  const verified = await verifyUnproven(request, trusted, body)
  const { signIn, signedIn } = await demandProof(verified, proof, (proved, { digest, request: { created } }) =>
    verifyProofOfAnyAge(proved, digest, created, trusted.policy, keys),
  )
  // What somebody was long ago spares them nothing.
  const who = isYoung(signedIn, verified.request.created, trusted.policy) ? signIn : undefined
  demandAllNamed(verified.request, trusted, who, body)
  return { ...verified, signedIn }
}

/**
 * All of it but who asked, of which nothing can be shown where no token may travel: a keeper of an emergency key asks
 * that person themselves.
 *
 * @throws {ProtocolError} a `request_…` code, `body_mismatch`, `quorum_unknown`
 */
export async function verifyUnproven(
  request: unknown,
  trusted: TrustedPolicy,
  body?: Uint8Array<ArrayBuffer>,
): Promise<VerifiedRequest> {
  const parsed = parseAs(ActionRequest, request, 'request_malformed')
  demand(parsed.policy === trusted.digest, 'request_policy_mismatch')
  if (body !== undefined) await verifyBytes(parsed.action, body)
  const rule = demandRule(parsed, trusted, body)
  return { request: parsed, digest: await digestOf(parsed), rule }
}

async function demandProof(
  verified: VerifiedRequest,
  proof: unknown,
  prove: (proof: Proof, verified: VerifiedRequest) => Promise<Proven>,
): Promise<Proven> {
  const proven = await prove(parseAs(Proof, proof, 'proof_malformed'), verified)
  const { issuer, claims } = proven.signIn
  demand(jcs(identityOf(issuer, claims)) === jcs(verified.request.requester), 'request_requester_mismatch')
  return proven
}

/**
 * That the request is what its rule makes of it. Which rules it may leave out is asked once it is known who asks: here it
 * may leave out each that has a `when`.
 */
function demandRule(request: ActionRequest, { policy }: TrustedPolicy, body: Uint8Array | undefined): Rule {
  const { action } = request
  demand(canonicalUrl(action.url) === action.url, 'request_malformed')
  const { rule, params } = demandNamed(
    policy,
    action,
    body,
    unnamed(action, () => true),
  )
  demandHeaders(action, rule)
  demandBody(action, rule)
  demand(action.summary === summarise(rule, params) && jcs(action.params) === jcs(params), 'request_summary_mismatch')
  const clocks = clocksOf(rule, request.created)
  const sameClocks = clocks.expires === request.expires && clocks.execute_within === request.execute_within
  demand(sameClocks, 'request_clock_mismatch')
  quorumsOf({ rule, request })
  demandReason(rule, request.context.reason)
  // Where no rule asks for it nothing was read.
  demand(request.context.before === undefined || rule.compare === true, 'request_malformed')
  return rule
}

/** That what it leaves out does not count for who asks. Where no rule has a `when` nothing was. */
function demandAllNamed(
  { action, created }: ActionRequest,
  { policy }: TrustedPolicy,
  signIn: Vouched | undefined,
  body: Uint8Array | undefined,
): void {
  if (policy.rules.every(({ when }) => when === undefined)) return
  demandNamed(policy, action, body, unnamed(action, leavesOutAt(signIn, action, created)))
}

/** That a request names the rules that count for it, all of them and no other. */
function demandNamed(policy: Policy, action: Action, body: Uint8Array | undefined, leavesOut: LeavesOut): Matched {
  const named = idsOf(action)
  const matched = matchRule(policy, outgoingOf(action, body), named, leavesOut)
  demand(matched !== undefined && jcs([matched.rule.id, ...matched.also]) === jcs(named), 'request_rule_mismatch')
  return matched
}

/** What is named counts, whatever its `when` says: more rules are never less strict. */
function unnamed(action: Action, leavesOut: LeavesOut): LeavesOut {
  const named = idsOf(action)
  return (rule, params) => !named.includes(rule.id) && leavesOut(rule, params)
}

/**
 * That there is a reason where the rule asks for one, and that it is what the rule says it has to be like.
 *
 * @throws {ProtocolError} `request_reason_missing`, `request_reason_mismatch`
 */
export function demandReason(rule: ReasonAsked, reason: string | undefined): void {
  const verdict = judgeReason(rule, reason)
  demand(verdict !== 'missing', 'request_reason_missing')
  demand(verdict !== 'mismatch', 'request_reason_mismatch')
}

/** What a verifier sees of what will be sent. Of a body in which something is hidden it has no more than a part. */
export function outgoingOf({ method, url, headers, body }: Action, bytes: Uint8Array | undefined): Outgoing {
  const seen = headers.map((header) => [header.name, 'value' in header ? header.value : undefined] as const)
  const common = { method, url, headers: seen }
  if (body === undefined) return { ...common, body: { kind: 'none' } }
  if (body.kind !== 'bytes' || bytes === undefined) return { ...common, body: unseenBody(body) }
  return { ...common, body: { kind: 'bytes', bytes, type: body.type } }
}

function unseenBody(body: ActionBody): OutgoingBody {
  const type = body.kind === 'form-data' ? 'multipart/form-data' : body.type
  return { kind: 'unseen', size: body.size, type }
}

/** Lower-case and sorted; hidden where the rule says so, and nowhere else: what an approver could read, they read. */
function demandHeaders({ headers }: Action, rule: Rule): void {
  for (const [index, header] of headers.entries()) {
    const { name } = header
    demand(name === name.toLowerCase() && name >= (headers[index - 1]?.name ?? ''), 'request_malformed')
    demand('hidden' in header === isSecretHeader(rule, name), 'request_malformed')
  }
}

/** Hidden is what the rule hides, and nothing else: what an approver could read, they read. */
function demandBody({ body }: Action, { redact }: Rule): void {
  if (body === undefined) return
  const hides = body.kind === 'redacted' || (body.kind === 'form-data' && body.fields !== undefined)
  demand(hides === redact.length > 0, 'request_malformed')
  const fields = body.kind === 'bytes' ? [] : (body.fields ?? [])
  demand(
    fields.every(({ field }) => redact.includes(field)),
    'request_malformed',
  )
}

/**
 * That bytes which travelled beside a request are the ones that the action names: all of them, or what may be read.
 *
 * @throws {ProtocolError} `body_mismatch`
 */
export async function verifyBytes(action: Action, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const named = readablePart(action.body)
  demand(named !== undefined && named.size === bytes.length && named.digest === (await sha256(bytes)), 'body_mismatch')
}
