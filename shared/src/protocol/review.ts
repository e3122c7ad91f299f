import { Type } from 'typebox'
import { demand } from '../errors.ts'
import type { Policy } from '../policy/index.ts'
import { type Approver, demandApprover } from './approver.ts'
import type { Digest } from './brands.ts'
import { type DeviceKey, signStatement, verifyStatement } from './device-signature.ts'
import { Review } from './evidence.ts'
import { verifyIdToken } from './id-token.ts'
import type { IssuerKeys } from './issued-token.ts'
import { sessionNonce } from './nonce.ts'
import { parseAs } from './parse.ts'
import type { VerifiedRequest } from './verify-request.ts'

/** Counted in code points, as every length of the protocol is. */
const Stated = Type.Object({ reason: Type.Optional(Type.String({ maxLength: 1_000 })) })

const reviewType = 'countersign-review+jwt'

/** The device's signed word that its owner has looked at what went without approval. */
export function signReview(key: DeviceKey, digest: Digest, reason: string | undefined): Promise<string> {
  return signStatement(key, reviewType, reason === undefined ? { D: digest } : { D: digest, reason })
}

/** A review that counts. It says that somebody looked, not that it was right. */
export type Reviewed = { readonly reviewer: Approver['approver']; readonly reason: string | undefined }

/**
 * Whether a review counts: signed by the device whose sign-in it carries, by somebody who could have approved it, and is
 * therefore provably another than who asked. It has no age limit: what was reviewed stays reviewed.
 *
 * @throws {ProtocolError} a `review_…`, `token_…` or `approver_…` code
 */
export async function verifyReview(
  received: Review,
  { digest, request, rule }: VerifiedRequest,
  policy: Policy,
  keys: IssuerKeys,
): Promise<Reviewed> {
  const review = parseAs(Review, received, 'review_malformed')
  const [statement, token] = await Promise.all([
    verifyStatement(review.jws, reviewType, { malformed: 'review_malformed', invalid: 'review_signature_invalid' }),
    verifyIdToken(review.id_token, 'app', policy, keys),
  ])
  demand(statement.payload['D'] === digest, 'review_digest_mismatch')
  demand(token.claims['nonce'] === (await sessionNonce(statement.jkt, review.salt)), 'session_nonce_mismatch')
  const { reason } = parseAs(Stated, statement.payload, 'review_malformed')
  const { approver } = demandApprover(policy, rule, request, token)
  return { reviewer: approver, reason }
}
