import { type Claims, sessionNonce } from '../../src/protocol/index.ts'
import { approverClaims, created, otherSalt, salt } from '../example.ts'
import { partsOf } from '../jws-parts.ts'
import type { VerifyCase } from './case.ts'
import { stating } from './proof-cases.ts'
import type { Stage } from './stage.ts'

type Expected = VerifyCase['expected']
type Change = Readonly<Record<string, unknown>>

/** 7.3, review: somebody has looked at what went without approval. */
export async function reviewCases(stage: Stage): Promise<readonly VerifyCase[]> {
  const { phone } = stage.cast
  const token = await signInOf(stage)
  return [
    ...(await statements(stage, token)),
    ...(await signIns(stage, await phone.review(stage.glass.flush.own.digest))),
  ]
}

function reviewCase(why: string, review: unknown, expected: Expected): VerifyCase {
  return { why, check: 'review', policy: 'glass', keys: 'published', request: 'flush', review, expected }
}

async function signInOf({ cast: { eddsa, phone } }: Stage, change: Change = {}) {
  const nonce = await sessionNonce(phone.jkt, salt)
  const times = { iat: created / 1000, exp: created / 1000 + 300 }
  // The cases give JSON values, or undefined to leave a claim out, as JSON.stringify does.
  return eddsa.sign({ ...approverClaims, aud: 'countersign-app', nonce, ...times, ...(change as Claims) })
}

async function statements(stage: Stage, id_token: string): Promise<readonly VerifyCase[]> {
  const { cast, glass } = stage
  const { phone, stranger } = cast
  const { digest } = glass.flush.own
  const review = { id_token, salt, jws: await phone.review(digest) }
  const other = await phone.review(glass.drop.own.digest)
  const state = stating(stage, phone)
  const plain = { alg: 'ES256', typ: 'countersign-review+jwt', jwk: phone.publicJwk }
  const stated = async (why: string, payload: object, expected: Expected, change: object = {}) =>
    reviewCase(why, { ...review, jws: await state({ ...plain, ...change }, JSON.stringify(payload)) }, expected)
  const [header, payload] = partsOf(review.jws)
  return [
    reviewCase('a review', review, 'accepted'),
    reviewCase('a review with a reason', { ...review, jws: await phone.review(digest, 'It was right') }, 'accepted'),
    await stated(
      'a review with a reason of 1,001 characters',
      { D: digest, reason: 'x'.repeat(1_001) },
      'review_malformed',
    ),
    await stated('a deny as a review', { D: digest }, 'review_malformed', { typ: 'countersign-deny+jwt' }),
    await stated('an ask as a review', { D: digest }, 'review_malformed', { typ: 'countersign-ask+jwt' }),
    reviewCase('a review with a member that nobody knows', { ...review, decision: 'deny' }, 'review_malformed'),
    reviewCase(
      'a review with a signature over another statement',
      { ...review, jws: `${header}.${payload}.${partsOf(other)[2]}` },
      'review_signature_invalid',
    ),
    reviewCase('the review of another request', { ...review, jws: other }, 'review_digest_mismatch'),
    reviewCase(
      'a review by a stranger’s phone',
      { ...review, jws: await stranger.review(digest) },
      'session_nonce_mismatch',
    ),
    reviewCase('a review by another salt', { ...review, salt: otherSalt }, 'session_nonce_mismatch'),
  ]
}

async function signIns(stage: Stage, jws: string): Promise<readonly VerifyCase[]> {
  const judged = async (why: string, change: Change, expected: Expected) =>
    reviewCase(why, { id_token: await signInOf(stage, change), salt, jws }, expected)
  return [
    await judged(
      'a review by a sign-in of a year later',
      { iat: created / 1000 + 31_536_000, exp: created / 1000 + 31_536_300 },
      'accepted',
    ),
    await judged('a review by an approver token', { aud: 'countersign-approver' }, 'token_audience_mismatch'),
    await judged('a review by the requester themself', { employee_id: 'E1' }, 'approver_is_requester'),
    await judged(
      'a review by nobody who is provably another',
      { employee_id: undefined },
      'approver_identity_unproven',
    ),
    await judged('a review by somebody who could not have approved', { groups: ['on-call'] }, 'approver_not_allowed'),
    await judged('a review by somebody of another organisation', { email: 'x@evil.example' }, 'not_a_member'),
  ]
}
