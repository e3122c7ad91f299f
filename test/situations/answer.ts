import type { Policy } from '@countersign/shared/policy'
import {
  type Approval,
  approveNonce,
  type Breaking,
  breakGlassNonce,
  type Claims,
  type Confirmation,
  confirmNonce,
  type Denial,
  type ErrorCode,
  type Position,
  ProtocolError,
  sessionNonce,
  type VerifiedRequest,
  verifyBreakGlass,
  verifyConfirm,
  verifyDeny,
  verifyEvidence,
  verifyReview,
} from '@countersign/shared/protocol'
import { created, salt } from '@countersign/shared/vectors/example.ts'
import { as, type Person } from './cast.ts'
import { keys, phone, signAt } from './signers.ts'

export type Answer = {
  readonly who: Person
  readonly says: 'yes' | 'no' | 'me' | 'alone' | 'looked'
  /** In seconds after the request was made. */
  readonly at: number
  /** What the token says in place of what it mostly would; undefined leaves a claim out. */
  readonly change: Change
  /** Where they say that they are. */
  readonly from?: Position
  /** Why it goes without approval. */
  readonly reason?: string
}

const glassReason = 'Nobody answers, and it burns'

type Change = Readonly<Record<string, unknown>>

/** Approves, by a sign-in whose token says what is given in place of what the account mostly has. */
export function yes(who: Person, change: Change = {}): Answer {
  return { who: as(who, change), says: 'yes', at: 60, change }
}

/** The same, said and signed for at a position. */
export function yesFrom(who: Person, from: Position): Answer {
  return { ...yes(who), from }
}

/** Denies, by the sign-in of the phone app. */
export function no(who: Person, change: Change = {}): Answer {
  return { who: as(who, change), says: 'no', at: 60, change }
}

/** Goes without approval, by a sign-in of their own for this request; mostly a strong one, and for a good reason. */
export function alone(who: Person, change: Change = {}, reason = glassReason): Answer {
  return { who: as(who, change), says: 'alone', at: 60, change, reason }
}

/** Has looked at what went without approval, by the sign-in of the phone app, an hour later. */
export function looked(who: Person, change: Change = {}): Answer {
  return { who: as(who, change), says: 'looked', at: 3_600, change }
}

/** Confirms that it is they who ask, by a sign-in of their own for this request. */
export function me(who: Person, change: Change = {}): Answer {
  return { who: as(who, change), says: 'me', at: 60, change }
}

export type Judged = {
  readonly code: ErrorCode | 'stage_not_open' | 'accepted'
  readonly approval: Approval | undefined
  readonly confirmation: Confirmation | undefined
  readonly breaking: Breaking | undefined
  /** Of who said no, as far as they may. */
  readonly denial: Denial | undefined
}

/** What a holder makes of an answer. */
export async function judgeAnswer(answer: Answer, own: VerifiedRequest, policy: Policy): Promise<Judged> {
  try {
    if (answer.says === 'yes') return { ...accepted, approval: await approvalOf(answer, own, policy) }
    if (answer.says === 'alone') return { ...accepted, breaking: await breakingOf(answer, own, policy) }
    if (answer.says === 'me') return { ...accepted, confirmation: await confirmationOf(answer, own, policy) }
    if (answer.says === 'looked') {
      await judgeReview(answer, own, policy)
      return accepted
    }
    return { ...accepted, denial: await denialOf(answer, own, policy) }
  } catch (error) {
    if (error instanceof ProtocolError) return { ...accepted, code: error.code }
    throw error
  }
}

const accepted: Judged = {
  code: 'accepted',
  approval: undefined,
  confirmation: undefined,
  breaking: undefined,
  denial: undefined,
}

async function approvalOf(answer: Answer, own: VerifiedRequest, policy: Policy): Promise<Approval> {
  const { from: position } = answer
  const nonce = await approveNonce({ digest: own.digest, reason: undefined, salt, position })
  const id_token = await signAt(answer.who.iss, tokenClaims(answer, { aud: 'countersign-approver', nonce }))
  const said = position === undefined ? {} : { position }
  return verifyEvidence({ decision: 'approve', id_token, salt, ...said }, own, policy, keys, created + answer.at * 1000)
}

async function confirmationOf(answer: Answer, own: VerifiedRequest, policy: Policy): Promise<Confirmation> {
  const nonce = await confirmNonce({ digest: own.digest, reason: undefined, salt })
  const id_token = await signAt(answer.who.iss, tokenClaims(answer, { aud: 'countersign-approver', nonce }))
  return verifyConfirm({ decision: 'confirm', id_token, salt }, own, policy, keys, created + answer.at * 1000)
}

async function breakingOf(answer: Answer, own: VerifiedRequest, policy: Policy): Promise<Breaking> {
  const { reason = glassReason } = answer
  const nonce = await breakGlassNonce({ digest: own.digest, reason, salt })
  const id_token = await signAt(answer.who.iss, tokenClaims(answer, { aud: 'countersign-approver', nonce }))
  const glass = { decision: 'break-glass', id_token, salt, reason } as const
  return verifyBreakGlass(glass, own, policy, keys, created + answer.at * 1000)
}

async function denialOf(answer: Answer, own: VerifiedRequest, policy: Policy): Promise<Denial> {
  const nonce = await sessionNonce(phone.jkt, salt)
  const id_token = await signAt(answer.who.iss, tokenClaims(answer, { aud: 'countersign-app', nonce }))
  const jws = await phone.deny(own.digest)
  return verifyDeny({ decision: 'deny', id_token, salt, jws }, own.digest, own.request, own.rule, policy, keys)
}

async function judgeReview(answer: Answer, own: VerifiedRequest, policy: Policy): Promise<void> {
  const nonce = await sessionNonce(phone.jkt, salt)
  const id_token = await signAt(answer.who.iss, tokenClaims(answer, { aud: 'countersign-app', nonce }))
  await verifyReview({ id_token, salt, jws: await phone.review(own.digest) }, own, policy, keys)
}

/** What a provider puts into the token of an account; what a situation says of it counts before that. */
function tokenClaims({ who, at, change }: Answer, usual: Claims): Claims {
  const iat = created / 1000 + at
  // What situations give is JSON, or undefined, which signing leaves out as JSON.stringify does.
  return { iat, exp: iat + 300, auth_time: iat, ...usual, ...who.claims, ...(change as Claims) }
}
