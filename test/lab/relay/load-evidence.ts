import { approveNonce, type Digest, type Evidence, type IdToken, makeSalt } from '@countersign/shared/protocol'
import type { LoadIssuer } from '../idp/load-issuer.ts'

/** A platform lead's approval, with a token that the load's own issuer signs. */
export async function signLoadEvidence(issuer: LoadIssuer, id: string, digest: Digest): Promise<Evidence> {
  const salt = makeSalt()
  const nonce = await approveNonce({ digest, reason: undefined, salt })
  const token = await issuer.sign('countersign-approver', { id, groups: ['platform-leads'] }, nonce)
  // In the shape of an ID token.
  return { decision: 'approve', id_token: token as IdToken, salt }
}
