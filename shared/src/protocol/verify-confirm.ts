import { demand } from '../errors.ts'
import type { Policy } from '../policy/index.ts'
import { Confirm } from './evidence.ts'
import { verifyFreshSignIn } from './fresh-sign-in.ts'
import type { IssuerKeys } from './issued-token.ts'
import { confirmNonce } from './nonce.ts'
import { parseAs } from './parse.ts'
import { demandRequester, type Requester } from './requester.ts'
import type { VerifiedRequest } from './verify-request.ts'

/** A confirm that counts. */
export type Confirmation = Requester & { readonly reason: string | undefined }

/**
 * Steps 1 to 5 where the rule asks the requester alone: whether the evidence is theirs, for this request and no other.
 *
 * @param received from the relay, so its shape is checked here again
 * @param own the verifier's **own copy** of the request
 * @param seenAt when this verifier first saw the evidence, by its corrected clock
 * @throws {ProtocolError} the first check that fails
 */
export async function verifyConfirm(
  received: Confirm,
  own: VerifiedRequest,
  policy: Policy,
  keys: IssuerKeys,
  seenAt: number,
): Promise<Confirmation> {
  const { id_token, salt, reason } = parseAs(Confirm, received, 'evidence_malformed')
  demand(own.rule.self_confirm === true, 'decision_not_asked')
  const nonce = () => confirmNonce({ digest: own.digest, reason, salt })
  const token = await verifyFreshSignIn(id_token, nonce, own, { policy, keys, seenAt })
  return { ...demandRequester(policy, own.request, token), reason }
}
