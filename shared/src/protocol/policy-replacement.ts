import { decodeBase64url } from '../encoding/base64url.ts'
import { parseStrictJson } from '../encoding/strict-json.ts'
import { demand, ProtocolError } from '../errors.ts'
import { Policy, replaceRuleId } from '../policy/index.ts'
import { jcs } from './digest.ts'
import type { IssuerKeys } from './issued-token.ts'
import { parseAs } from './parse.ts'
import { Replacement } from './policy-replacement-shape.ts'
import { hasQuorum } from './quorum.ts'
import type { ActionRequest } from './request.ts'
import type { VerifiedPolicy } from './trust-anchor.ts'
import { verifyEvidence } from './verify-evidence.ts'
import { verifyBytes, verifyRequest } from './verify-request.ts'

/**
 * The policy that evidence puts in force in the place of `before`: asked for under its `policy.replace` rule, by
 * somebody, and approved by enough others. It counts for a verifier that has `before` in force, and for nobody else.
 *
 * @param keys of every issuer whose tokens the replacement carries
 * @throws {ProtocolError} a `request_…`, `proof_…`, `token_…`, `evidence_…` or `policy_…` code, `quorum_missing`
 */
export async function verifyReplacement(
  received: unknown,
  before: VerifiedPolicy,
  keys: IssuerKeys,
  now: number,
): Promise<VerifiedPolicy> {
  const { request, proof, body, decisions } = parseAs(Replacement, received, 'policy_malformed')
  const own = await verifyRequest(request, proof, before, keys)
  demand(own.rule.id === replaceRuleId, 'request_rule_mismatch')
  demand(request.created < before.policy.valid_until, 'policy_expired')
  const bytes = decodeBase64url(body)
  await verifyBytes(own.request.action, bytes)
  const approvals = await Promise.all(
    decisions.map(({ at, decision }) => verifyEvidence(decision, own, before.policy, keys, Math.min(at, now))),
  )
  demand(hasQuorum(before.policy, own, approvals), 'quorum_missing')
  const policy = readNextPolicy(bytes, own.request.action, before.policy, now)
  const { body: described } = own.request.action
  demand(described?.kind === 'bytes', 'policy_malformed')
  return { policy, digest: described.digest, key: before.key }
}

/**
 * The policy that an action `policy.replace` carries as its body, if it may follow the one before. One policy has one
 * spelling, here as where it is signed.
 *
 * @param bytes that are the action's
 * @throws {ProtocolError} `policy_malformed`, `request_summary_mismatch`, `policy_rolled_back`, `policy_expired`
 */
export function readNextPolicy(
  bytes: Uint8Array<ArrayBuffer>,
  { params }: Pick<ActionRequest['action'], 'params'>,
  before: Policy,
  now: number,
): Policy {
  const policy = parseAs(Policy, strictJson(bytes), 'policy_malformed')
  demand(jcs(policy) === new TextDecoder().decode(bytes), 'policy_malformed')
  demand(String(policy.version) === params['version'], 'request_summary_mismatch')
  demand(policy.version > before.version, 'policy_rolled_back')
  demand(now < policy.valid_until, 'policy_expired')
  return policy
}

function strictJson(bytes: Uint8Array<ArrayBuffer>): unknown {
  try {
    return parseStrictJson(bytes)
  } catch (cause) {
    throw new ProtocolError('policy_malformed', { cause })
  }
}
