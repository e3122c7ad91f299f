import type { Policy } from '../src/policy/index.ts'
import {
  approveNonce,
  type Claims,
  digestOf,
  type Evidence,
  type IdToken,
  type Proof,
  sessionNonce,
  signAsk,
  type TrustedPolicy,
  type VerifiedRequest,
} from '../src/protocol/index.ts'
import { approverClaims, created, examplePolicy, exampleRequest, requesterClaims, salt } from './example.ts'
import { makeDevice, makeTokenSigner, type TokenSigner } from './signers.ts'

/** One request that was asked for, and the means to approve it. */
export type Scene = {
  readonly policy: Policy
  readonly trusted: TrustedPolicy
  readonly signer: TokenSigner
  readonly device: Awaited<ReturnType<typeof makeDevice>>
  readonly own: VerifiedRequest
  /** A token for the approver client; what is given replaces claims, undefined leaves them out. */
  readonly approverToken: (change?: Readonly<Record<string, unknown>>) => Promise<IdToken>
  readonly evidence: (change?: Readonly<Record<string, unknown>>) => Promise<Evidence>
  readonly proof: (change?: Readonly<Record<string, unknown>>) => Promise<Proof>
}

/** When the approver's token is issued and first seen, in the example: a minute after the request. */
export const signedAt = created + 60_000

export async function makeScene(policy: Policy = examplePolicy()): Promise<Scene> {
  const [signer, device] = await Promise.all([makeTokenSigner(), makeDevice()])
  const trusted = { policy, digest: await digestOf(policy) }
  const request = await exampleRequest(policy, trusted.digest)
  const digest = await digestOf(request)
  const [rule] = policy.rules
  if (rule === undefined) throw new Error('the example policy has a rule')
  const seconds = signedAt / 1000
  const approverToken: Scene['approverToken'] = async (change = {}) => {
    const nonce = await approveNonce({ digest, reason: undefined, salt })
    const times = { iat: seconds, exp: seconds + 300, auth_time: seconds }
    return signer.sign(claimsOf({ ...approverClaims, aud: 'countersign-approver', nonce, ...times }, change))
  }
  return {
    policy,
    trusted,
    signer,
    device,
    own: { request, digest, rule },
    approverToken,
    evidence: async (change) => ({ decision: 'approve', id_token: await approverToken(change), salt }),
    proof: async (change = {}) => {
      const nonce = await sessionNonce(device.jkt, salt)
      const times = { iat: created / 1000, exp: created / 1000 + 300 }
      const claims = claimsOf({ ...requesterClaims, aud: 'countersign-extension', nonce, ...times }, change)
      return { id_token: await signer.sign(claims), salt, jws: await signAsk(device, digest) }
    },
  }
}

function claimsOf(claims: Claims, change: Readonly<Record<string, unknown>>): Claims {
  // Tests give JSON values, or undefined to leave a claim out, as JSON.stringify does.
  return { ...claims, ...(change as Claims) }
}
