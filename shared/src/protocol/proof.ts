import { demand } from '../errors.ts'
import type { Policy } from '../policy/index.ts'
import type { Digest } from './brands.ts'
import { type DeviceKey, signStatement, verifyStatement } from './device-signature.ts'
import { type VerifiedToken, verifyIdToken } from './id-token.ts'
import type { IssuerKeys } from './issued-token.ts'
import { isMember } from './member.ts'
import { sessionNonce } from './nonce.ts'
import type { Proof } from './proof-shape.ts'

const askType = 'countersign-ask+jwt'

/** The device's signature over D. */
export function signAsk(key: DeviceKey, digest: Digest): Promise<string> {
  return signStatement(key, askType, { D: digest })
}

/** Clocks of browser and identity provider may differ, and Entra ID dates its tokens five minutes back. */
const backDating = 300_000
const ahead = 60_000

/** The sign-in that says who asked, and when it was: milliseconds, by the issuer's clock. */
export type Proven = { readonly signIn: VerifiedToken; readonly signedIn: number }

/**
 * Whether the proof holds for D at `created`. `exp` is not looked at: the age of the sign-in is what counts.
 *
 * @throws {ProtocolError} a `proof_…` or `token_…` code, `not_a_member`
 */
export async function verifyProof(
  proof: Proof,
  digest: Digest,
  created: number,
  policy: Policy,
  keys: IssuerKeys,
): Promise<Proven> {
  const proven = await verifyProofOfAnyAge(proof, digest, created, policy, keys)
  demand(isYoung(proven.signedIn, created, policy), 'proof_token_too_old')
  return proven
}

/** Whether a sign-in is young enough to ask by. Both in milliseconds, by the issuer's clock and the holder's. */
export function isYoung(signedIn: number, created: number, { ask_max_age }: Pick<Policy, 'ask_max_age'>): boolean {
  return signedIn >= created - ask_max_age * 1000 - backDating
}

/**
 * The same by a sign-in however old: in an emergency nobody can sign in anew, and whoever keeps a key vouches for who
 * asks. How old it was is said wherever it is shown.
 *
 * @throws {ProtocolError} as `verifyProof`, but for `proof_token_too_old`
 */
export async function verifyProofOfAnyAge(
  proof: Proof,
  digest: Digest,
  created: number,
  policy: Policy,
  keys: IssuerKeys,
): Promise<Proven> {
  const [statement, token] = await Promise.all([
    verifyStatement(proof.jws, askType, { malformed: 'proof_malformed', invalid: 'proof_signature_invalid' }),
    verifyIdToken(proof.id_token, ['extension', 'app'], policy, keys),
  ])
  demand(statement.payload['D'] === digest, 'proof_digest_mismatch')
  demand(token.claims['nonce'] === (await sessionNonce(statement.jkt, proof.salt)), 'proof_nonce_mismatch')
  const signedIn = token.claims.iat * 1000
  demand(signedIn <= created + ahead, 'proof_token_from_future')
  demand(isMember(token.issuer, token.claims), 'not_a_member')
  return { signIn: token, signedIn }
}
