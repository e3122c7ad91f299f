import { Type } from 'typebox'
import { demand } from '../errors.ts'
import type { Policy, Rule } from '../policy/index.ts'
import { type Approver, demandApprover } from './approver.ts'
import type { Digest } from './brands.ts'
import { type DeviceKey, signStatement, verifyStatement } from './device-signature.ts'
import { Deny } from './evidence.ts'
import { verifyIdToken } from './id-token.ts'
import type { IssuerKeys } from './issued-token.ts'
import { sessionNonce } from './nonce.ts'
import { parseAs } from './parse.ts'
import type { ActionRequest } from './request.ts'
import { demandRequester, type Requester } from './requester.ts'

/** Counted in code points, as every length of the protocol is. */
const Stated = Type.Object({ reason: Type.Optional(Type.String({ maxLength: 1_000 })) })

const denyType = 'countersign-deny+jwt'

/** The device's signed refusal of D. */
export function signDeny(key: DeviceKey, digest: Digest, reason: string | undefined): Promise<string> {
  return signStatement(key, denyType, reason === undefined ? { D: digest } : { D: digest, reason })
}

/** A refusal that counts: of an approver, or where the rule asks the requester alone, of the requester. */
export type Denial = (Approver | Requester) & { readonly reason: string | undefined }

/**
 * Whether a refusal counts: signed by the device whose sign-in it carries, by somebody who may decide. It has no age
 * limit, since it can only stop.
 *
 * @throws {ProtocolError} a `deny_…`, `token_…`, `approver_…` or `requester_…` code
 */
export async function verifyDeny(
  received: Deny,
  digest: Digest,
  request: ActionRequest,
  rule: Rule,
  policy: Policy,
  keys: IssuerKeys,
): Promise<Denial> {
  const deny = parseAs(Deny, received, 'deny_malformed')
  const [statement, token] = await Promise.all([
    verifyStatement(deny.jws, denyType, { malformed: 'deny_malformed', invalid: 'deny_signature_invalid' }),
    verifyIdToken(deny.id_token, 'app', policy, keys),
  ])
  demand(statement.payload['D'] === digest, 'deny_digest_mismatch')
  demand(token.claims['nonce'] === (await sessionNonce(statement.jkt, deny.salt)), 'session_nonce_mismatch')
  const { reason } = parseAs(Stated, statement.payload, 'deny_malformed')
  if (rule.approvers === undefined) return { ...demandRequester(policy, request, token), reason }
  return { ...demandApprover(policy, rule, request, token), reason }
}
