import { ruleOf } from '@countersign/shared/policy'
import {
  type ActionRequest,
  approveNonce,
  type BreakGlass,
  breakGlassNonce,
  type Captured,
  type Confirm,
  clocksOf,
  confirmNonce,
  type Digest,
  digestOf,
  type Evidence,
  encodeBase64url,
  type IdToken,
  identityOf,
  makeAction,
  makeChallenge,
  makeNumber,
  makeSalt,
  type Position,
  type Proof,
  parseCompact,
  type RequestId,
  readableBody,
  signAsk,
  type TrustedPolicy,
} from '@countersign/shared/protocol'
import { v7 as uuidv7 } from 'uuid'
import { ACR_PASSKEY } from '../idp/assurance.ts'
import { signInByScript } from '../idp/browserless.ts'
import { APPROVER_CLIENT } from '../idp/clients.ts'
import { claimsParameter, type ScriptedDevice } from './device.ts'

export type ScriptedRequest = {
  readonly request: ActionRequest
  readonly proof: Proof
  readonly digest: Digest
  readonly body: string | undefined
}

/** A request as the extension makes it, for what a page would have sent. */
export async function makeScriptedRequest(
  device: ScriptedDevice,
  trusted: TrustedPolicy,
  captured: Captured,
  changes: Partial<ActionRequest> = {},
): Promise<ScriptedRequest> {
  const action = await makeAction(trusted.policy, device.salt, captured)
  const rule = action === undefined ? undefined : ruleOf(trusted.policy, action)
  const [issuer] = trusted.policy.issuers
  if (action === undefined || rule === undefined || issuer === undefined) throw new Error('No rule protects this.')
  const request: ActionRequest = {
    // A UUIDv7 in lower case is what the brand stands for.
    id: uuidv7() as RequestId,
    action,
    requester: identityOf(issuer, parseCompact(device.idToken).payload),
    context: {
      reason: 'Left the company',
      number: makeNumber(),
      device: 'Linux',
      browser: 'Script',
      page: { title: 'Users', origin: new URL(captured.url).origin },
    },
    policy: trusted.digest,
    challenge: makeChallenge(),
    ...clocksOf(rule, Date.now()),
    ...changes,
  }
  const digest = await digestOf(request)
  const proof: Proof = { id_token: device.idToken, salt: device.salt, jws: await signAsk(device.key, digest) }
  const readable = await readableBody(rule, device.salt, captured.body)
  const body = readable === undefined ? undefined : encodeBase64url(readable)
  return { request, proof, digest, body }
}

export type Signing = {
  readonly issuer: string
  readonly redirectUri: string
  readonly username: string
  readonly digest: Digest
  readonly reason?: string
  /** Where the approver says that they are. */
  readonly position?: Position
  /** Of the approver client unless said otherwise. */
  readonly clientId?: string
  /** Yes unless said otherwise. */
  readonly passkey?: boolean
}

/** An approver's evidence: a fresh run at the provider whose nonce commits to the request. */
export async function signEvidence(signing: Signing): Promise<Evidence> {
  const { position } = signing
  const signed = await signFor(signing, (commitment) => approveNonce({ ...commitment, position }))
  return { decision: 'approve', ...signed, ...(position === undefined ? {} : { position }) }
}

/** The same of somebody who confirms that it is they who ask. */
export async function signConfirm(signing: Signing): Promise<Confirm> {
  return { decision: 'confirm', ...(await signFor(signing, confirmNonce)) }
}

/** The same of somebody who asks, and goes without approval. */
export async function signBreakGlass(signing: Signing & { readonly reason: string }): Promise<BreakGlass> {
  return { decision: 'break-glass', ...(await signFor(signing, breakGlassNonce)), reason: signing.reason }
}

async function signFor(signing: Signing, nonceOf: typeof approveNonce) {
  const { issuer, redirectUri, username, digest, reason, clientId = APPROVER_CLIENT, passkey = true } = signing
  const salt = makeSalt()
  const { idToken } = await signInByScript({
    issuer,
    clientId,
    redirectUri,
    username,
    passkey,
    nonce: await nonceOf({ digest, reason, salt }),
    parameters: { claims: claimsParameter, prompt: 'login', max_age: '0', acr_values: ACR_PASSKEY },
  })
  // The provider's token has the shape that the route's schema checks.
  return { id_token: idToken as IdToken, salt, ...(reason === undefined ? {} : { reason }) }
}
