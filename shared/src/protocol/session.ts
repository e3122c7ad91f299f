import { demand } from '../errors.ts'
import type { Issuer, Policy } from '../policy/index.ts'
import type { Salt } from './brands.ts'
import type { Claims } from './claim.ts'
import { type ClientRole, verifyIdToken } from './id-token.ts'
import type { IssuerKeys } from './issued-token.ts'
import { isMember } from './member.ts'
import { sessionNonce } from './nonce.ts'
import { type Identity, identityOf } from './person.ts'

/** What a client shows to open a session. `jkt` is the thumbprint of the key that its DPoP proof is signed with. */
export type SignIn = {
  readonly role: Exclude<ClientRole, 'approver'>
  readonly id_token: string
  readonly salt: Salt
  readonly jkt: string
  readonly now: number
}

export type SignedIn = { readonly identity: Identity; readonly claims: Claims; readonly issuer: Issuer }

/**
 * Whether a fresh ID token opens a session: issued for that client, bound to that device's key, not older than a
 * sign-in to ask may be, and of a member.
 *
 * @throws {ProtocolError} a `token_…` code, `session_nonce_mismatch`, `session_token_too_old`, `not_a_member`
 */
export async function verifySignIn(signIn: SignIn, policy: Policy, keys: IssuerKeys): Promise<SignedIn> {
  const { issuer, claims } = await verifyIdToken(signIn.id_token, signIn.role, policy, keys)
  demand(claims['nonce'] === (await sessionNonce(signIn.jkt, signIn.salt)), 'session_nonce_mismatch')
  demand(typeof claims['exp'] === 'number' && claims['exp'] * 1000 > signIn.now, 'token_expired')
  demand(claims.iat * 1000 >= signIn.now - policy.ask_max_age * 1000 - 300_000, 'session_token_too_old')
  demand(isMember(issuer, claims), 'not_a_member')
  return { identity: identityOf(issuer, claims), claims, issuer }
}
