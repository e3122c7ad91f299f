import { demand } from '../errors.ts'
import { glassTerms, hasGlass, isGlassReason, type Policy } from '../policy/index.ts'
import { BreakGlass } from './evidence.ts'
import { verifyFreshSignIn } from './fresh-sign-in.ts'
import { demandEntitled } from './glass.ts'
import type { IssuerKeys } from './issued-token.ts'
import { breakGlassNonce } from './nonce.ts'
import { parseAs } from './parse.ts'
import { demandRequester, type Requester } from './requester.ts'
import type { VerifiedRequest } from './verify-request.ts'

/** A broken glass that counts: who asked goes without approval, and says why. It is no approval. */
export type Breaking = Requester & { readonly reason: string }

/**
 * Whether evidence lets its request go without approval: of who asks and nobody else, for this request and no other, by
 * a new sign-in as strong as the rule's `break_glass` says, of somebody whom that lets.
 *
 * @param received from the relay, so its shape is checked here again
 * @param own the verifier's **own copy** of the request
 * @param seenAt when this verifier first saw the evidence, by its corrected clock
 * @throws {ProtocolError} the first check that fails
 */
export async function verifyBreakGlass(
  received: BreakGlass,
  own: VerifiedRequest,
  policy: Policy,
  keys: IssuerKeys,
  seenAt: number,
): Promise<Breaking> {
  const { id_token, salt, reason } = parseAs(BreakGlass, received, 'evidence_malformed')
  const { rule, request } = own
  demand(hasGlass(rule), 'decision_not_asked')
  demand(isGlassReason(reason), 'glass_reason_too_short')
  const nonce = () => breakGlassNonce({ digest: own.digest, reason, salt })
  const token = await verifyFreshSignIn(id_token, nonce, { ...own, rule: glassTerms(rule) }, { policy, keys, seenAt })
  const { requester } = demandRequester(policy, request, token)
  demandEntitled(policy, rule, request, token)
  return { requester, reason }
}
