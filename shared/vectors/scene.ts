import { type Policy, ruleOf } from '../src/policy/index.ts'
import {
  approveNonce,
  type Captured,
  type Claims,
  digestOf,
  type Evidence,
  type IdToken,
  type Proof,
  sessionNonce,
  type TrustedPolicy,
  type VerifiedRequest,
} from '../src/protocol/index.ts'
import { approverClaims, captured, created, examplePolicy, exampleRequest, requesterClaims, salt } from './example.ts'
import { type Device, makeDevice, makeTokenSigner, type TokenSigner } from './signers.ts'

/** Who plays in a scene: the issuer that signs the tokens, and the requester's device. */
export type Cast = { readonly signer: TokenSigner; readonly device: Device }

/** One request that was asked for, and the means to approve it. */
export type Scene = Cast & {
  readonly policy: Policy
  readonly trusted: TrustedPolicy
  readonly own: VerifiedRequest
  /** The claims of a token for the approver client; what is given replaces some, undefined leaves them out. */
  readonly approval: (change?: Readonly<Record<string, unknown>>) => Promise<Claims>
  readonly approverToken: (change?: Readonly<Record<string, unknown>>) => Promise<IdToken>
  readonly evidence: (change?: Readonly<Record<string, unknown>>) => Promise<Evidence>
  readonly proof: (change?: Readonly<Record<string, unknown>>) => Promise<Proof>
}

/** When the approver's token is issued and first seen, in the example: a minute after the request. */
export const signedAt = created + 60_000

/** A cast of that moment: its keys are made for one run. */
export async function makeCast(): Promise<Cast> {
  const [signer, device] = await Promise.all([makeTokenSigner(), makeDevice()])
  return { signer, device }
}

export async function makeScene(policy = examplePolicy(), cast?: Cast, what: Captured = captured): Promise<Scene> {
  const { signer, device } = cast ?? (await makeCast())
  const trusted = { policy, digest: await digestOf(policy) }
  const request = await exampleRequest(policy, trusted.digest, what)
  const digest = await digestOf(request)
  const rule = ruleOf(policy, request.action)
  if (rule === undefined) throw new Error('the policy has the rule of the request')
  const approval: Scene['approval'] = async (change = {}) => {
    const seconds = signedAt / 1000
    const nonce = await approveNonce({ digest, reason: undefined, salt })
    const times = { iat: seconds, exp: seconds + 300, auth_time: seconds }
    return claimsOf({ ...approverClaims, aud: 'countersign-approver', nonce, ...times }, change)
  }
  const approverToken: Scene['approverToken'] = async (change) => signer.sign(await approval(change))
  return {
    policy,
    trusted,
    signer,
    device,
    own: { request, digest, rule },
    approval,
    approverToken,
    evidence: async (change) => ({ decision: 'approve', id_token: await approverToken(change), salt }),
    proof: async (change = {}) => {
      const nonce = await sessionNonce(device.jkt, salt)
      const times = { iat: created / 1000, exp: created / 1000 + 300 }
      const claims = claimsOf({ ...requesterClaims, aud: 'countersign-extension', nonce, ...times }, change)
      return { id_token: await signer.sign(claims), salt, jws: await device.ask(digest) }
    },
  }
}

function claimsOf(claims: Claims, change: Readonly<Record<string, unknown>>): Claims {
  // Tests give JSON values, or undefined to leave a claim out, as JSON.stringify does.
  return { ...claims, ...(change as Claims) }
}
