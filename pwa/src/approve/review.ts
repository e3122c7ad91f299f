import type { RequestStatus } from '@countersign/shared/api'
import {
  IssuerUnreachable,
  nameOf,
  ProtocolError,
  samePerson,
  signReview,
  verifyReview,
} from '@countersign/shared/protocol'
import type { Phone } from '../phone.ts'
import type { Session } from '../sign-in/session.ts'
import { wordsOf } from '../words.ts'
import type { Judged } from './judge.ts'

/** A review, as this phone judges it; `fault` is the check that it fails. */
export type JudgedReview =
  | { readonly at: number; readonly name: string; readonly mine: boolean; readonly reason: string | undefined }
  | { readonly at: number; readonly fault: string }

/** Judges the review that the relay reports, if it reports one. */
export async function judgeReview(
  phone: Phone,
  session: Session,
  { own, trusted }: Judged,
  { unapproved }: RequestStatus,
): Promise<JudgedReview | undefined> {
  if (unapproved?.reviewed === undefined) return undefined
  const { at, review } = unapproved.reviewed
  const { policy } = trusted
  try {
    const keys = await phone.keys.keysFor(review.id_token, policy)
    const { reviewer, reason } = await verifyReview(review, own, policy, keys)
    const mine = samePerson(policy, reviewer, session.identity) === 'same'
    return { at, name: nameOf(reviewer), mine, reason }
  } catch (error) {
    if (!(error instanceof ProtocolError || error instanceof IssuerUnreachable)) throw error
    return { at, fault: wordsOf(error) }
  }
}

/** One tap: this phone's signed word that its owner has looked at it. */
export async function sendReview(phone: Phone, session: Session, { own }: Judged, reason: string): Promise<void> {
  const said = reason.trim() === '' ? undefined : reason.trim()
  const jws = await signReview(phone.key, own.digest, said)
  const body = { id_token: session.id_token, salt: session.salt, jws }
  await phone.client.call('review', { params: { id: own.request.id }, body })
}
