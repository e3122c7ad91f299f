import type { Claims, IdToken, IssuerKeys } from '@countersign/shared/protocol'
import { makeDevice, makeTokenSigner, tokenSignerOf } from '@countersign/shared/vectors/signers.ts'
import { acme, partner } from './cast.ts'

const signers = await Promise.all(
  [acme, partner].map(async (iss) => [iss, tokenSignerOf(await makeTokenSigner(), 'ES256', iss)] as const),
)

/** What each issuer publishes. */
export const keys: IssuerKeys = Object.assign({}, ...signers.map(([, signer]) => signer.keys))

/** The requester's, and the approvers'. */
export const browser = await makeDevice()
export const phone = await makeDevice()

/** A token of one of the issuers. */
export function signAt(iss: string, claims: Claims): Promise<IdToken> {
  const signer = signers.find(([name]) => name === iss)?.[1]
  if (signer === undefined) throw new Error(`nobody signs for ${iss}`)
  return signer.sign(claims)
}
