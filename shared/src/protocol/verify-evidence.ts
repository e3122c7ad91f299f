import { demand } from '../errors.ts'
import { type Policy, positionOf } from '../policy/index.ts'
import { type Approver, demandApprover } from './approver.ts'
import { rootFromPath } from './batch.ts'
import type { Digest } from './brands.ts'
import { Evidence } from './evidence.ts'
import { demandFit } from './fits-position.ts'
import { verifyFreshSignIn } from './fresh-sign-in.ts'
import type { IssuerKeys } from './issued-token.ts'
import { approveNonce, batchNonce } from './nonce.ts'
import { parseAs } from './parse.ts'
import type { Position } from './position.ts'
import type { VerifiedRequest } from './verify-request.ts'

/** A decision that counts, with the parts of the approvers that it can count for. */
export type Approval = Approver & {
  readonly reason: string | undefined
  /** Where they said that they were. Nobody vouches for it. */
  readonly position: Position | undefined
}

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
  demand(own.rule.approvers !== undefined, 'decision_not_asked')
  const asked = positionOf(own.rule)
  demand(asked === undefined || evidence.position !== undefined, 'position_missing')
  demand(asked !== undefined || evidence.position === undefined, 'position_unasked')
  const nonce = () => expectedNonce(evidence, own.digest)
  const token = await verifyFreshSignIn(evidence.id_token, nonce, own, { policy, keys, seenAt })
  if (asked !== undefined && evidence.position !== undefined) demandFit(evidence.position, asked)
  const { reason, position } = evidence
  return { ...demandApprover(policy, own.rule, own.request, token), reason, position }
}

async function expectedNonce({ batch, reason, salt, position }: Evidence, digest: Digest): Promise<Digest> {
  if (batch === undefined) return approveNonce({ digest, reason, salt, position })
  return batchNonce({ digest: await rootFromPath(digest, batch), count: batch.count, reason, salt, position })
}
