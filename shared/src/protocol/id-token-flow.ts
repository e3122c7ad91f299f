import { demand } from '../errors.ts'
import type { Issuer } from '../policy/index.ts'
import type { IdToken } from './brands.ts'
import { claimedIssuer } from './key-source.ts'

/**
 * The same authorization request, to be answered with an ID token behind the `#` (OpenID Connect Core §3.2) in the place
 * of a code: for a provider whose token endpoint takes no public client. What was asked of the token stays asked.
 */
export function asIdTokenRequest(codeRequest: string): string {
  const url = new URL(codeRequest)
  url.searchParams.set('response_type', 'id_token')
  url.searchParams.set('response_mode', 'fragment')
  // There is no code that a verifier would belong to (RFC 7636).
  for (const name of ['code_challenge', 'code_challenge_method']) url.searchParams.delete(name)
  return url.href
}

export type IdTokenAnswer =
  | { readonly kind: 'token'; readonly idToken: IdToken }
  /** `code` is one of OAuth's or OpenID Connect's. */
  | { readonly kind: 'refused'; readonly code: string }

/**
 * What the answer to such a request holds. It came by way of the browser, so nobody vouches for it yet: whoever takes
 * the token verifies it, signature and nonce.
 *
 * @throws {ProtocolError} `token_malformed`, `answer_issuer_mismatch`
 */
export function readIdTokenAnswer({ issuer }: Issuer, parameters: URLSearchParams): IdTokenAnswer {
  const error = parameters.get('error')
  if (error !== null) return { kind: 'refused', code: error }
  const idToken = parameters.get('id_token')
  demand(idToken !== null, 'token_malformed')
  demand(claimedIssuer(idToken) === issuer, 'answer_issuer_mismatch')
  // Its shape is checked by whoever verifies it.
  return { kind: 'token', idToken: idToken as IdToken }
}
