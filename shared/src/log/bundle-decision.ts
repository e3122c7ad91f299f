import type { Policy } from '../policy/index.ts'
import {
  type Decision,
  type IssuerKeys,
  parseCompact,
  type TrustedPolicy,
  type VerifiedRequest,
  verifyBreakGlass,
  verifyConfirm,
  verifyDeny,
  verifyEvidence,
} from '../protocol/index.ts'
import type { ProofBundle } from './bundle.ts'
import type { Found } from './bundle-check.ts'
import { keysFor } from './bundle-keys.ts'
import type { Decided, DecisionFound, OwnKnowledge } from './bundle-report.ts'

/** One of its decisions, judged as of when the relay took it in. */
export async function decisionOf(
  { at, decision }: ProofBundle['decisions'][number],
  request: VerifiedRequest,
  { policy }: TrustedPolicy,
  own: OwnKnowledge,
  bundle: ProofBundle,
): Promise<Found<DecisionFound>> {
  const { keys, voucher } = keysFor(decision.id_token, bundle, own)
  const decided = await decidedBy(decision, request, policy, keys, at)
  const { iat, acr } = parseCompact(decision.id_token).payload
  const signed = typeof iat === 'number' ? iat * 1_000 : at
  return {
    found: { ...decided, signed, at, acr: typeof acr === 'string' ? acr : undefined },
    voucher,
  }
}

async function decidedBy(
  decision: Decision,
  own: VerifiedRequest,
  policy: Policy,
  keys: IssuerKeys,
  at: number,
): Promise<Decided> {
  if (decision.decision === 'approve') {
    return { ...(await verifyEvidence(decision, own, policy, keys, at)), decision: 'approve' }
  }
  if (decision.decision === 'confirm') {
    return { ...(await verifyConfirm(decision, own, policy, keys, at)), decision: 'confirm' }
  }
  if (decision.decision === 'break-glass') {
    return { ...(await verifyBreakGlass(decision, own, policy, keys, at)), decision: 'break-glass' }
  }
  return { ...(await verifyDeny(decision, own.digest, own.request, own.rule, policy, keys)), decision: 'deny' }
}
