import type { Policy } from '@countersign/shared/policy'
import {
  type Approval,
  approveNonce,
  type Claims,
  type Confirmation,
  confirmNonce,
  type Denial,
  type ErrorCode,
  ProtocolError,
  sessionNonce,
  type VerifiedRequest,
  verifyConfirm,
  verifyDeny,
  verifyEvidence,
} from '@countersign/shared/protocol'
import { created, salt } from '@countersign/shared/vectors/example.ts'
import { as, type Person } from './cast.ts'
import { keys, phone, signAt } from './signers.ts'

export type Answer = {
  readonly who: Person
  readonly says: 'yes' | 'no' | 'me'
  /** In seconds after the request was made. */
  readonly at: number
  /** What the token says in place of what it mostly would; undefined leaves a claim out. */
  readonly change: Change
}

type Change = Readonly<Record<string, unknown>>

/** Approves, by a sign-in whose token says what is given in place of what the account mostly has. */
export function yes(who: Person, change: Change = {}): Answer {
  return { who: as(who, change), says: 'yes', at: 60, change }
}

/** Denies, by the sign-in of the phone app. */
export function no(who: Person, change: Change = {}): Answer {
  return { who: as(who, change), says: 'no', at: 60, change }
}

/** Confirms that it is they who ask, by a sign-in of their own for this request. */
export function me(who: Person, change: Change = {}): Answer {
  return { who: as(who, change), says: 'me', at: 60, change }
}

export type Judged = {
  readonly code: ErrorCode | 'stage_not_open' | 'accepted'
  readonly approval: Approval | undefined
  readonly confirmation: Confirmation | undefined
  /** Of who said no, as far as they may. */
  readonly denial: Denial | undefined
}

/** What a holder makes of an answer. */
export async function judgeAnswer(answer: Answer, own: VerifiedRequest, policy: Policy): Promise<Judged> {
  try {
    if (answer.says === 'yes') return { ...accepted, approval: await approvalOf(answer, own, policy) }
    if (answer.says === 'me') return { ...accepted, confirmation: await confirmationOf(answer, own, policy) }
    return { ...accepted, denial: await denialOf(answer, own, policy) }
  } catch (error) {
    if (error instanceof ProtocolError) return { ...accepted, code: error.code }
    throw error
  }
}

const accepted: Judged = { code: 'accepted', approval: undefined, confirmation: undefined, denial: undefined }

async function approvalOf(answer: Answer, own: VerifiedRequest, policy: Policy): Promise<Approval> {
  const nonce = await approveNonce({ digest: own.digest, reason: undefined, salt })
  const id_token = await signAt(answer.who.iss, tokenClaims(answer, { aud: 'countersign-approver', nonce }))
  return verifyEvidence({ decision: 'approve', id_token, salt }, own, policy, keys, created + answer.at * 1000)
}

async function confirmationOf(answer: Answer, own: VerifiedRequest, policy: Policy): Promise<Confirmation> {
  const nonce = await confirmNonce({ digest: own.digest, reason: undefined, salt })
  const id_token = await signAt(answer.who.iss, tokenClaims(answer, { aud: 'countersign-approver', nonce }))
  return verifyConfirm({ decision: 'confirm', id_token, salt }, own, policy, keys, created + answer.at * 1000)
}

async function denialOf(answer: Answer, own: VerifiedRequest, policy: Policy): Promise<Denial> {
  const nonce = await sessionNonce(phone.jkt, salt)
  const id_token = await signAt(answer.who.iss, tokenClaims(answer, { aud: 'countersign-app', nonce }))
  const jws = await phone.deny(own.digest)
  return verifyDeny({ decision: 'deny', id_token, salt, jws }, own.digest, own.request, own.rule, policy, keys)
}

/** What a provider puts into the token of an account; what a situation says of it counts before that. */
function tokenClaims({ who, at, change }: Answer, usual: Claims): Claims {
  const iat = created / 1000 + at
  // What situations give is JSON, or undefined, which signing leaves out as JSON.stringify does.
  return { iat, exp: iat + 300, auth_time: iat, ...usual, ...who.claims, ...(change as Claims) }
}
