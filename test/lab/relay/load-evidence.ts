import { approveNonce, type Digest, type Evidence, type IdToken, makeSalt } from '@countersign/shared/protocol'
import type { LoadIssuer } from '../idp/load-issuer.ts'

/** An approval, a platform lead's unless said otherwise, with a token that the load's own issuer signs. */
export async function signLoadEvidence(
  issuer: LoadIssuer,
  id: string,
  digest: Digest,
  groups: readonly string[] = ['platform-leads'],
): Promise<Evidence> {
  const salt = makeSalt()
  const nonce = await approveNonce({ digest, reason: undefined, salt })
  const token = await issuer.sign('countersign-approver', { id, groups }, nonce)
  // In the shape of an ID token.
  return { decision: 'approve', id_token: token as IdToken, salt }
}
