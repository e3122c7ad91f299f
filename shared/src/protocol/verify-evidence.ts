import type { Policy, Rule } from '../policy/index.ts'
import { type Approver, demandApprover } from './approver.ts'
import { rootFromPath } from './batch.ts'
import type { Digest } from './brands.ts'
import { demand } from './errors.ts'
import { Evidence } from './evidence.ts'
import { type VerifiedToken, verifyIdToken } from './id-token.ts'
import type { IssuerKeys } from './issued-token.ts'
import { approveNonce, batchNonce } from './nonce.ts'
import { parseAs } from './parse.ts'
import type { ActionRequest } from './request.ts'
import type { VerifiedRequest } from './verify-request.ts'

/** A decision that counts, with the parts of the approvers that it can count for. */
export type Approval = Approver & { readonly reason: string | undefined }

/**
 * Steps 1 to 5: whether evidence is one person's approval of this request and of no other.
 *
 * @param received from the relay, so its shape is checked here again
 * @param own the verifier's **own copy** of the request; nothing that the relay says about it is used
 * @param seenAt when this verifier first saw the evidence, by its corrected clock
 * @throws {ProtocolError} the first check that fails
 */
export async function verifyEvidence(
  received: Evidence,
  own: VerifiedRequest,
  policy: Policy,
  keys: IssuerKeys,
  seenAt: number,
): Promise<Approval> {
  const evidence = parseAs(Evidence, received, 'evidence_malformed')
  const token = await verifyIdToken(evidence.id_token, 'approver', policy, keys)
  demand(token.claims['nonce'] === (await expectedNonce(evidence, own.digest)), 'evidence_nonce_mismatch')
  demandTimes(token, own.request, seenAt)
  demandReauthentication(token, own)
  demandStrength(token, own.rule)
  return { ...demandApprover(policy, own.rule, own.request, token), reason: evidence.reason }
}

async function expectedNonce({ batch, reason, salt }: Evidence, digest: Digest): Promise<Digest> {
  if (batch === undefined) return approveNonce({ digest, reason, salt })
  return batchNonce({ digest: await rootFromPath(digest, batch), count: batch.count, reason, salt })
}

/**
 * `iat` has no lower bound: the challenge in D makes an older token with this nonce impossible. A minute ahead is
 * granted to clocks that were corrected by a date header of whole seconds.
 */
function demandTimes({ claims }: VerifiedToken, request: ActionRequest, seenAt: number): void {
  demand(claims.iat * 1000 <= request.expires, 'evidence_too_late')
  demand(claims.iat * 1000 <= seenAt + 60_000, 'evidence_from_future')
  demand(typeof claims['exp'] === 'number' && claims['exp'] * 1000 > seenAt, 'token_expired')
}

/** `auth_time` absent or 0 is unknown (some providers send 0), and unknown is never recent. */
function demandReauthentication({ claims }: VerifiedToken, { request, rule }: VerifiedRequest): void {
  if (rule.reauth === 'session') return
  const authTime = claims['auth_time']
  demand(typeof authTime === 'number' && authTime > 0, 'auth_time_unknown')
  // Two clocks: the holder's made `created`, the issuer's the two claims. Neither may be the one that is behind.
  const created = request.created / 1000 - 30
  const least = rule.reauth === 'always' ? created : Math.max(created, claims.iat) - rule.reauth.max_age
  demand(authTime >= least, 'auth_too_old')
}

function demandStrength({ claims }: VerifiedToken, rule: Rule): void {
  const { acr, amr } = claims
  demand(rule.acr === undefined || (typeof acr === 'string' && rule.acr.includes(acr)), 'acr_insufficient')
  const methods = Array.isArray(amr) ? amr : []
  demand(rule.amr === undefined || rule.amr.every((method) => methods.includes(method)), 'amr_insufficient')
}
