import type { JSONWebKeySet, JWK } from 'jose'
import type { Policy } from '../policy/index.ts'
import {
  type Approval,
  type Breaking,
  type Confirmation,
  type CountedPart,
  countParts,
  type Decision,
  type Denial,
  decodeBase64url,
  demand,
  demandEmergencyQuorum,
  type EmergencyStatement,
  type ErrorCode,
  emergencyUntil,
  type IssuerKeys,
  ProtocolError,
  parseCompact,
  type Replacement,
  type Reviewed,
  samePerson,
  type TrustedPolicy,
  type VerifiedPolicy,
  type VerifiedRequest,
  verifyBreakGlass,
  verifyBytes,
  verifyConfirm,
  verifyDeny,
  verifyEmergency,
  verifyEmergencyRequest,
  verifyEvidence,
  verifyPolicy,
  verifyReplacement,
  verifyRequest,
  verifyReview,
  whoDecided,
} from '../protocol/index.ts'
import type { Bundle, ErasedBundle, ProofBundle } from './bundle.ts'

/** What the one who verifies knows by themselves. What is not there is taken from the bundle: the relay's word. */
export type OwnKnowledge = {
  readonly policyKey: JWK | undefined
  /** Keys that the verifier fetched from the issuers, or was given by somebody other than the relay. */
  readonly keys: IssuerKeys
}

/** Whose word it is that a key belongs to whom it is said to belong to. */
export type Voucher = 'own' | 'relay'

/** One check of a bundle. A failed one has the code of the protocol's check that failed. */
export type BundleCheck<Found = unknown> =
  | { readonly ok: true; readonly found: Found; readonly voucher: Voucher }
  | { readonly ok: false; readonly code: ErrorCode }

export type DecisionFound = Decided & {
  /** When the identity provider issued the token, in milliseconds; when the relay took the decision in. */
  readonly signed: number
  readonly at: number
  readonly acr: string | undefined
}

type Decided =
  | (Approval & { readonly decision: 'approve' })
  | (Confirmation & { readonly decision: 'confirm' })
  | (Breaking & { readonly decision: 'break-glass' })
  | (Denial & { readonly decision: 'deny' })

export type Verdict = 'valid' | 'relay-keys' | 'invalid' | 'erased'

/** What the checks of a bundle came to, step by step. A step that needs a failed one is left out. */
export type BundleReport =
  | { readonly verdict: 'erased'; readonly bundle: ErasedBundle }
  | {
      readonly verdict: Exclude<Verdict, 'erased'>
      readonly bundle: ProofBundle
      readonly policy: BundleCheck<VerifiedPolicy>
      readonly request?: BundleCheck<VerifiedRequest>
      readonly content?: BundleCheck<'checked' | 'not in the file' | 'none'>
      readonly decisions?: readonly BundleCheck<DecisionFound>[]
      readonly quorum?: BundleCheck<Enough>
      /** Where keys kept offline released it: which, why, and when who asked had signed in. */
      readonly emergency?: BundleCheck<EmergencyFound>
      /** Of what went without approval: who has looked at it, and when; undefined where nobody has. */
      readonly review?: BundleCheck<ReviewFound>
    }

/** When the device's sign-in was, in milliseconds; when the relay took the review in. */
export type ReviewFound = Reviewed & { readonly signed: number; readonly at: number }

export type EmergencyFound = {
  readonly statements: readonly EmergencyStatement[]
  /** By the holder's clock, and by the issuer's; milliseconds. */
  readonly released: number
  readonly signedIn: number
}

/** Whether those decided who have to, or it may go `without` them; no parts where that is the requester. */
export type Enough = {
  readonly reached: boolean
  readonly without: boolean
  readonly parts: readonly CountedPart[]
}

/**
 * Verifies a request's bundle: everything that every other verifier checks, from the file and the verifier's own
 * knowledge alone. Times at which the relay says that something arrived are its word; what they could change is only
 * whether a token that was good when it was issued had run out.
 */
export async function verifyBundle(bundle: Bundle, own: OwnKnowledge): Promise<BundleReport> {
  if ('erased' in bundle) return { verdict: 'erased', bundle }
  const policy = await attempt(() => policyOf(bundle, own))
  if (!policy.ok) return { verdict: 'invalid', bundle, policy }
  const request = await attempt(() => requestOf(bundle, policy.found, own))
  if (!request.ok) return { verdict: 'invalid', bundle, policy, request }
  const content = await attempt(() => contentOf(bundle))
  const decisions = await Promise.all(
    bundle.decisions.map((given) => attempt(() => decisionOf(given, request.found, policy.found, own, bundle))),
  )
  const emergency = await attemptEmergency(bundle, request.found, policy.found)
  const byKeys = emergency.some(({ ok }) => ok)
  const quorum = await attempt(async () => quorumOf(bundle, decisions, request.found, policy.found, byKeys))
  const review = await attemptReview(bundle, request.found, policy.found, own)
  const checks: readonly BundleCheck[] = [policy, request, content, quorum, ...decisions, ...emergency, ...review]
  const [reviewed] = review
  const [released] = emergency
  const keyed = released === undefined ? {} : { emergency: released }
  const found = { verdict: verdictOf(checks), bundle, policy, request, content, decisions, quorum, ...keyed }
  return reviewed === undefined ? found : { ...found, review: reviewed }
}

function verdictOf(checks: readonly BundleCheck[]): Exclude<Verdict, 'erased'> {
  if (checks.some(({ ok }) => !ok)) return 'invalid'
  return checks.some((check) => check.ok && check.voucher === 'relay') ? 'relay-keys' : 'valid'
}

type Found<Value> = { readonly found: Value; readonly voucher: Voucher }

async function attempt<Value>(run: () => Promise<Found<Value>>): Promise<BundleCheck<Value>> {
  try {
    return { ok: true, ...(await run()) }
  } catch (error) {
    if (error instanceof ProtocolError) return { ok: false, code: error.code }
    throw error
  }
}

/**
 * The policy that it was asked under: the signed one, or what evidence has put in its place since. Each had to be valid
 * when the next thing was asked under it: one that had run out protected nothing, and held everything.
 */
async function policyOf(bundle: ProofBundle, own: OwnKnowledge): Promise<Found<VerifiedPolicy>> {
  const { policy, policy_key, replacements, request } = bundle
  const asked = [...replacements.map((replacement) => replacement.request.created), request.created]
  const [first = request.created, ...later] = asked
  let found = await verifyPolicy(policy, own.policyKey ?? policy_key, 0, first)
  let voucher: Voucher = own.policyKey === undefined ? 'relay' : 'own'
  for (const [index, replacement] of replacements.entries()) {
    const known = keysOfReplacement(replacement, bundle, own)
    found = await verifyReplacement(replacement, found, known.keys, later[index] ?? request.created)
    if (known.voucher === 'relay') voucher = 'relay'
  }
  return { found, voucher }
}

function keysOfReplacement({ proof, decisions }: Replacement, bundle: ProofBundle, own: OwnKnowledge) {
  const tokens = [proof.id_token, ...decisions.map(({ decision }) => decision.id_token)]
  const known = tokens.map((token) => keysFor(token, bundle, own))
  const keys: Record<string, JSONWebKeySet> = {}
  for (const [issuer, set] of known.flatMap((each) => Object.entries(each.keys))) {
    const before = keys[issuer]?.keys ?? []
    keys[issuer] = { keys: [...before, ...set.keys.filter(({ kid }) => !before.some((key) => key.kid === kid))] }
  }
  return { keys, voucher: known.some((each) => each.voucher === 'relay') ? 'relay' : 'own' } as const
}

/** In an emergency the sign-in of who asked may be of any age; it is said of when. */
async function requestOf(
  bundle: ProofBundle,
  trusted: TrustedPolicy,
  own: OwnKnowledge,
): Promise<Found<VerifiedRequest>> {
  const { keys, voucher } = keysFor(bundle.proof.id_token, bundle, own)
  const body = bundle.body === undefined ? undefined : decodeBase64url(bundle.body)
  const verify = bundle.emergency === undefined ? verifyRequest : verifyEmergencyRequest
  return { found: await verify(bundle.request, bundle.proof, trusted, keys, body), voucher }
}

/** What emergency keys have signed, if anything: the keys are the policy's, so nobody has to vouch for them. */
async function attemptEmergency(
  { emergency, proof }: ProofBundle,
  request: VerifiedRequest,
  { policy }: TrustedPolicy,
): Promise<readonly BundleCheck<EmergencyFound>[]> {
  if (emergency === undefined) return []
  const { statements: given, released } = emergency
  const checked = await attempt(async () => {
    const statements = await Promise.all(given.map((jws) => verifyEmergency(jws, request, policy)))
    demandEmergencyQuorum(request, statements)
    demand(released <= emergencyUntil(request), 'emergency_expired')
    const { iat } = parseCompact(proof.id_token).payload
    return { found: { statements, released, signedIn: Number(iat) * 1_000 }, voucher: 'own' as const }
  })
  return [checked]
}

/** The content may have been deleted, or never have travelled; the action names its digest all the same. */
async function contentOf({ body, request }: ProofBundle): Promise<Found<'checked' | 'not in the file' | 'none'>> {
  if (request.action.body === undefined && body === undefined) return { found: 'none', voucher: 'own' }
  if (body === undefined) return { found: 'not in the file', voucher: 'own' }
  await verifyBytes(request.action, decodeBase64url(body))
  return { found: 'checked', voucher: 'own' }
}

async function decisionOf(
  { at, decision }: ProofBundle['decisions'][number],
  request: VerifiedRequest,
  { policy }: TrustedPolicy,
  own: OwnKnowledge,
  bundle: ProofBundle,
): Promise<Found<DecisionFound>> {
  const { keys, voucher } = keysFor(decision.id_token, bundle, own)
  const decided = await decidedBy(decision, request, policy, keys, at)
  const { iat, acr } = parseCompact(decision.id_token).payload
  const signed = typeof iat === 'number' ? iat * 1_000 : at
  return {
    found: { ...decided, signed, at, acr: typeof acr === 'string' ? acr : undefined },
    voucher,
  }
}

async function decidedBy(
  decision: Decision,
  own: VerifiedRequest,
  policy: Policy,
  keys: IssuerKeys,
  at: number,
): Promise<Decided> {
  if (decision.decision === 'approve') {
    return { ...(await verifyEvidence(decision, own, policy, keys, at)), decision: 'approve' }
  }
  if (decision.decision === 'confirm') {
    return { ...(await verifyConfirm(decision, own, policy, keys, at)), decision: 'confirm' }
  }
  if (decision.decision === 'break-glass') {
    return { ...(await verifyBreakGlass(decision, own, policy, keys, at)), decision: 'break-glass' }
  }
  return { ...(await verifyDeny(decision, own.digest, own.request, own.rule, policy, keys)), decision: 'deny' }
}

/** The review that is in the file, if any: of something that was approved there is none. */
async function attemptReview(
  bundle: ProofBundle,
  request: VerifiedRequest,
  { policy }: TrustedPolicy,
  own: OwnKnowledge,
): Promise<readonly BundleCheck<ReviewFound>[]> {
  const { review: given, decisions } = bundle
  if (given === undefined) return []
  const { at, review } = given
  const checked = await attempt(async () => {
    const isAsked =
      bundle.emergency !== undefined || decisions.some(({ decision }) => decision.decision === 'break-glass')
    if (!isAsked) throw new ProtocolError('review_not_asked')
    const { keys, voucher } = keysFor(review.id_token, bundle, own)
    const reviewed = await verifyReview(review, request, policy, keys)
    const { iat } = parseCompact(review.id_token).payload
    return { found: { ...reviewed, signed: typeof iat === 'number' ? iat * 1_000 : at, at }, voucher }
  })
  return [checked]
}

/** Whether the relay's account fits: what is said to have been let through, enough people approved and nobody denied. */
function quorumOf(
  { relay }: ProofBundle,
  decisions: readonly BundleCheck<DecisionFound>[],
  own: VerifiedRequest,
  { policy }: TrustedPolicy,
  byKeys: boolean,
): Found<Enough> {
  const found = decisions.flatMap((check) => (check.ok ? [check.found] : []))
  if (isRepeated(policy, found)) throw new ProtocolError('decision_repeated')
  const enough = enoughOf(policy, own, found, byKeys)
  const letThrough = ['approved', 'confirmed', 'broken', 'released'].includes(relay.state)
  if (letThrough && !enough.reached) throw new ProtocolError(missing(own))
  if (letThrough && found.some(({ decision }) => decision === 'deny')) throw new ProtocolError('request_denied')
  return { found: enough, voucher: 'own' }
}

function enoughOf(policy: Policy, own: VerifiedRequest, found: readonly DecisionFound[], byKeys: boolean): Enough {
  if (own.rule.approvers === undefined) {
    return { reached: found.some(({ decision }) => decision === 'confirm'), without: false, parts: [] }
  }
  const approvals = found.flatMap((one) => (one.decision === 'approve' ? [one] : []))
  const parts = countParts(policy, own, approvals)
  const isApproved = parts.every(({ count, quorum }) => count >= quorum)
  const without = byKeys || (!isApproved && found.some(({ decision }) => decision === 'break-glass'))
  return { reached: isApproved || without, without, parts }
}

function missing({ rule }: VerifiedRequest): ErrorCode {
  return rule.approvers === undefined ? 'confirm_missing' : 'quorum_missing'
}

/** Nobody decides twice: the same evidence shown again would make it look as if more people had agreed. */
function isRepeated(policy: Policy, found: readonly DecisionFound[]): boolean {
  return found.some((one, index) =>
    found.slice(0, index).some((earlier) => samePerson(policy, whoDecided(earlier), whoDecided(one)) === 'same'),
  )
}

/** The verifier's own key of that issuer and id where there is one; the bundle's where the verifier has none. */
function keysFor(token: string, bundle: ProofBundle, own: OwnKnowledge): { keys: IssuerKeys; voucher: Voucher } {
  const { header, payload } = parseCompact(token)
  const issuer = String(payload['iss'])
  const mine = Object.hasOwn(own.keys, issuer) ? own.keys[issuer] : undefined
  const isMine = mine?.keys.some(({ kid }) => header['kid'] === undefined || kid === header['kid']) === true
  if (mine !== undefined && isMine) return { keys: { [issuer]: mine }, voucher: 'own' }
  // A key's members are looked at by whoever verifies with it.
  const keys = bundle.keys.filter((key) => key.issuer === issuer).map(({ jwk }) => jwk as JSONWebKeySet['keys'][number])
  return { keys: { [issuer]: { keys } }, voucher: 'relay' }
}
