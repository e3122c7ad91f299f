import { type Issuer, type Policy, ruleOf } from '@countersign/shared/policy'
import {
  type Captured,
  digestOf,
  identityOf,
  type Proof,
  sessionNonce,
  type TrustedPolicy,
  type VerifiedRequest,
} from '@countersign/shared/protocol'
import { created, exampleRequest, salt } from '@countersign/shared/vectors/example.ts'
import type { Person } from './cast.ts'
import { browser, signAt } from './signers.ts'

/** The request that somebody's browser makes of what it held. */
export async function ownCopy(
  { policy, digest }: TrustedPolicy,
  who: Person,
  held: Captured,
): Promise<VerifiedRequest> {
  const example = await exampleRequest(policy, digest, held)
  const request = { ...example, requester: identityOf(issuerOf(policy, who), who.claims) }
  const rule = ruleOf(policy, request.action)
  if (rule === undefined) throw new Error('the policy has the rule of the request')
  return { request, digest: await digestOf(request), rule }
}

/** The proof of who asks: a sign-in of the moment, and the browser's signature. */
export async function askFor({ digest }: VerifiedRequest, { iss, claims }: Person): Promise<Proof> {
  const nonce = await sessionNonce(browser.jkt, salt)
  const iat = created / 1000
  const token = { iat, exp: iat + 300, aud: 'countersign-extension', nonce, ...claims }
  return { id_token: await signAt(iss, token), salt, jws: await browser.ask(digest) }
}

function issuerOf({ issuers }: Policy, { iss }: Person): Issuer {
  const issuer = issuers.find((one) => one.issuer === iss)
  if (issuer === undefined) throw new Error('who asks signs in with an issuer of the policy')
  return issuer
}
