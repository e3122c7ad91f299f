import { ProtocolError } from '@countersign/shared/protocol'
import { finishSigning, SignedBySomebodyElse } from './approve/decide.ts'
import type { Phone } from './phone.ts'
import { ownPath } from './route.ts'
import { type Callback, endRun, readCallback } from './sign-in/run.ts'
import { finishSignIn } from './sign-in/sign-in.ts'
import { type Purpose, type Signing, type Transaction, takeTransaction } from './sign-in/transaction.ts'
import { wordsOf } from './words.ts'

/** Where the app goes on after a run at the identity provider. */
export type Landing = {
  readonly path: string
  readonly notice?: string
  /** The sign-in did not work out: the person is asked, not sent to the provider again by itself. */
  readonly asks?: true
}

/**
 * Takes a callback in, once. One without its transaction is never redeemed: the phone forgot it, or somebody sent a
 * link; its code is dropped.
 */
export async function finishCallback(phone: Phone, address: URL): Promise<Landing> {
  const callback = readCallback(address)
  const transaction = callback === undefined ? undefined : await takeTransaction(callback.state, phone.now())
  if (callback === undefined || transaction === undefined) return { path: '/', notice: dropped }
  const { purpose } = transaction
  try {
    return await redeem(phone, callback, transaction)
  } catch (error) {
    if (purpose.kind !== 'sign-in') {
      const why = error instanceof SignedBySomebodyElse ? error.message : wordsOf(error)
      return { path: pathOf(purpose), notice: `Not ${done[purpose.kind]}. ${why}` }
    }
    return { path: pathOf(purpose), notice: `You are not signed in. ${wordsOf(error)}`, asks: true }
  }
}

const dropped = 'That sign-in was not started on this phone, or took too long. Nothing was decided.'

const done: Readonly<Record<Signing['kind'], string>> = {
  approve: 'approved',
  confirm: 'confirmed',
  'break-glass': 'let through',
}

async function redeem(phone: Phone, callback: Callback, transaction: Transaction): Promise<Landing> {
  const { purpose } = transaction
  const issuer = phone.inForce.trusted.policy.issuers.find((candidate) => candidate.issuer === purpose.issuer)
  if (issuer === undefined) throw new ProtocolError('token_issuer_unknown')
  const end = await endRun(callback, transaction, issuer, purpose.kind === 'sign-in' ? 'app' : 'approver')
  if (end.kind === 'refused') return refused(purpose, issuer.name, end.code)
  if (purpose.kind === 'sign-in') await finishSignIn(phone, end.idToken, purpose.salt)
  else await finishSigning(phone, purpose, end.idToken)
  return { path: pathOf(purpose) }
}

function refused(purpose: Purpose, issuer: string, code: string): Landing {
  const path = pathOf(purpose)
  const wentBack = code === 'access_denied'
  if (purpose.kind !== 'sign-in') {
    const why = wentBack ? 'You went back.' : `${issuer} did not sign this (${errorCode(code)}).`
    return { path, notice: `${why} Nothing was ${done[purpose.kind]}.` }
  }
  if (purpose.silent) return { path, asks: true }
  const why = wentBack ? 'You went back before signing in.' : `${issuer} could not sign you in (${errorCode(code)}).`
  return { path, asks: true, notice: why }
}

/** Anybody can make a callback's address; of an error code only what RFC 6749 §4.1.2.1 could have sent is repeated. */
function errorCode(code: string): string {
  return /^[a-z_]{3,40}$/.test(code) ? code : 'no reason given'
}

function pathOf(purpose: Purpose): string {
  return purpose.kind === 'sign-in' ? ownPath(purpose.back) : `/r/${purpose.request.id}`
}
