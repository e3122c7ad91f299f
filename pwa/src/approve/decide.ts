import { isSessionOver, RelayError, type RequestStatus } from '@countersign/shared/api'
import { glassTerms, hasGlass, type Issuer, type Policy, type Rule, ruleOf } from '@countersign/shared/policy'
import {
  approveNonce,
  type BreakGlass,
  breakGlassNonce,
  type Confirm,
  confirmNonce,
  type Decision,
  type Evidence,
  type Identity,
  type IdToken,
  type IssuerKeys,
  makeSalt,
  nameOf,
  type Position,
  ProtocolError,
  samePerson,
  signDeny,
  type VerifiedRequest,
  verifyBreakGlass,
  verifyConfirm,
  verifyEvidence,
} from '@countersign/shared/protocol'
import type { Phone } from '../phone.ts'
import { startRun } from '../sign-in/run.ts'
import { readSession, type Session } from '../sign-in/session.ts'
import type { Signing } from '../sign-in/transaction.ts'
import { actionDetails, actionDetailsType } from './action-details.ts'
import { forgetDecision, keepDecision } from './decisions-kept.ts'
import type { Judged } from './judge.ts'

/** As what it would be signed, and why; an empty reason is none. */
export type Answer = { readonly kind: Signing['kind']; readonly reason: string }

/**
 * Where to go to approve, to confirm or to go without approval: a fresh run at the identity provider, by the client
 * that is used for nothing else, whose nonce commits to this request and this decision.
 *
 * @param position where the approver says that they are, if the rule asks
 */
export async function startSigning(
  session: Session,
  judged: Judged,
  { kind, reason }: Answer,
  position: Position | undefined,
): Promise<string> {
  const { own, trusted } = judged
  const { iss, email } = session.identity
  const issuer = issuerOf(trusted.policy.issuers, iss)
  const salt = makeSalt()
  const given = {
    ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
    ...(position === undefined ? {} : { position }),
  }
  const terms = kind === 'break-glass' && hasGlass(own.rule) ? glassTerms(own.rule) : own.rule
  return startRun({
    issuer,
    policy: trusted.policy,
    client: 'approver',
    nonce: await nonces[kind]({ digest: own.digest, reason: given.reason, salt, position }),
    purpose: { kind, issuer: iss, salt, request: own.request, digest: own.digest, ...given },
    expires: own.request.expires,
    ...reauthenticationOf(terms),
    ...(terms.acr === undefined ? {} : { acrValues: terms.acr.join(' ') }),
    ...(email === undefined ? {} : { loginHint: email }),
    details: { type: actionDetailsType, within: (fits) => actionDetails(own, fits) },
  })
}

const nonces = { approve: approveNonce, confirm: confirmNonce, 'break-glass': breakGlassNonce } as const

function reauthenticationOf({ reauth }: Rule): { prompt?: 'login'; maxAge?: number } {
  if (reauth === 'session') return {}
  return reauth === 'always' ? { prompt: 'login', maxAge: 0 } : { maxAge: reauth.max_age }
}

/**
 * Judges a fresh decision as every verifier will, so that a wrong person is told at once, and keeps it for sending.
 *
 * @throws {ProtocolError} the check that fails
 * @throws {SignedBySomebodyElse}
 */
export async function finishSigning(phone: Phone, purpose: Signing, idToken: IdToken): Promise<void> {
  const { request, digest } = purpose
  const { policy } = await phone.policyOf(request.policy)
  const rule = ruleOf(policy, request.action)
  if (rule === undefined) throw new ProtocolError('request_rule_mismatch')
  const evidence = evidenceOf(purpose, idToken)
  const keys = await phone.keys.keysFor(idToken, policy)
  const seenAt = phone.keys.correctedNow(purpose.issuer)
  const who = await signerOf(evidence, { request, digest, rule }, policy, keys, seenAt)
  const session = await readSession()
  if (session !== undefined && samePerson(policy, who, session.identity) === 'different') {
    throw new SignedBySomebodyElse(nameOf(who))
  }
  await keepDecision(request.id, { decision: evidence, expires: request.expires })
}

function evidenceOf({ kind, salt, reason, position }: Signing, idToken: IdToken): Evidence | Confirm | BreakGlass {
  if (kind === 'break-glass') return { decision: kind, id_token: idToken, salt, reason: reason ?? '' }
  const said = { id_token: idToken, salt, ...(reason === undefined ? {} : { reason }) }
  if (kind === 'confirm') return { decision: kind, ...said }
  return { decision: kind, ...said, ...(position === undefined ? {} : { position }) }
}

async function signerOf(
  evidence: Evidence | Confirm | BreakGlass,
  own: VerifiedRequest,
  policy: Policy,
  keys: IssuerKeys,
  seenAt: number,
): Promise<Identity> {
  if (evidence.decision === 'approve') return (await verifyEvidence(evidence, own, policy, keys, seenAt)).approver
  if (evidence.decision === 'confirm') return (await verifyConfirm(evidence, own, policy, keys, seenAt)).requester
  return (await verifyBreakGlass(evidence, own, policy, keys, seenAt)).requester
}

/** The run at the provider was somebody else's than this phone's: the relay takes nobody's decision from another. */
export class SignedBySomebodyElse extends Error {
  override readonly name = 'SignedBySomebodyElse'

  constructor(who: string) {
    super(`${who} signed in, and this phone belongs to somebody else. Sign in as yourself.`)
  }
}

/** One tap: this phone's signed refusal, kept for sending. */
export async function deny(phone: Phone, session: Session, { own }: Judged, reason: string): Promise<Decision> {
  const jws = await signDeny(phone.key, own.digest, reason.trim() === '' ? undefined : reason.trim())
  const decision: Decision = { decision: 'deny', id_token: session.id_token, salt: session.salt, jws }
  await keepDecision(own.request.id, { decision, expires: own.request.expires })
  return decision
}

/**
 * Sends a decision. It stays kept while that may still succeed later: without a connection, or with a session that is
 * over.
 *
 * @throws {RelayError}, {RelayUnreachable}
 */
export async function sendDecision(phone: Phone, id: RequestStatus['id'], decision: Decision): Promise<RequestStatus> {
  try {
    const status = await phone.client.call('decide', { params: { id }, body: decision })
    await forgetDecision(id)
    performance.mark('countersign:decided')
    return status
  } catch (error) {
    if (error instanceof RelayError && error.status < 500 && !isSessionOver(error)) await forgetDecision(id)
    throw error
  }
}

function issuerOf(issuers: readonly Issuer[], iss: string): Issuer {
  const issuer = issuers.find((candidate) => candidate.issuer === iss)
  if (issuer === undefined) throw new ProtocolError('token_issuer_unknown')
  return issuer
}
