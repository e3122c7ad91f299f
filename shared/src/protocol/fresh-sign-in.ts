import { demand } from '../errors.ts'
import type { Policy, Rule } from '../policy/index.ts'
import type { Digest } from './brands.ts'
import { type VerifiedToken, verifyIdToken } from './id-token.ts'
import type { IssuerKeys } from './issued-token.ts'
import type { ActionRequest } from './request.ts'
import type { VerifiedRequest } from './verify-request.ts'

/** What a verifier judges a sign-in by. `seenAt`: when it first saw it, by its corrected clock. */
type Knowledge = { readonly policy: Policy; readonly keys: IssuerKeys; readonly seenAt: number }

/**
 * Steps 1 to 3 of every evidence: a sign-in by the client that is used for nothing else, for this one decision, in time,
 * and as its rule wants it.
 *
 * @param nonce of this decision; asked for once the token is found to be a token for this use
 * @throws {ProtocolError} the first check that fails
 */
export async function verifyFreshSignIn(
  idToken: string,
  nonce: () => Promise<Digest>,
  own: VerifiedRequest,
  { policy, keys, seenAt }: Knowledge,
): Promise<VerifiedToken> {
  const token = await verifyIdToken(idToken, 'approver', policy, keys)
  demand(token.claims['nonce'] === (await nonce()), 'evidence_nonce_mismatch')
  demandTimes(token, own.request, seenAt)
  demandReauthentication(token, own)
  demandStrength(token, own.rule)
  return token
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
