import {
  type BreakGlass,
  type Confirm,
  type Deny,
  type Digest,
  type Evidence,
  type Identity,
  sha256,
  type VerifiedRequest,
} from '@countersign/shared/protocol'
import { leaf } from '../log/leaf.ts'
import type { Judged } from './judge.ts'

/** What the relay itself says in the log. */
type Said = { readonly state: string; readonly country?: string }

export async function denyLeaf(
  { own, who }: Judged,
  { id_token, jws }: Deny,
  said: Said,
  now: number,
): Promise<string> {
  const common = { kind: 'decision.deny', ...(await commonOf(own, who, id_token, said, now)) } as const
  const statement = { digest: own.digest, evidence: await sha256(jws) }
  return leaf(
    own.rule.approvers === undefined ? { ...common, requester: statement } : { ...common, approver: statement },
  )
}

export async function evidenceLeaf(
  { own, who }: Judged,
  { decision, id_token, reason }: Evidence | Confirm,
  said: Said,
  now: number,
): Promise<string> {
  const common = await commonOf(own, who, id_token, said, now)
  const signed = { digest: own.digest, reason: await sha256(reason ?? ''), evidence: common.idp.token }
  return decision === 'approve'
    ? leaf({ kind: 'decision.approve', ...common, approver: signed })
    : leaf({ kind: 'decision.confirm', ...common, requester: signed })
}

/** How many were not waited for, and the digest over their names. */
type Skipping = Said & { readonly skipped: number; readonly told: Digest }

export async function glassLeaf(
  { own, who }: Judged,
  { id_token, reason }: BreakGlass,
  said: Skipping,
  now: number,
): Promise<string> {
  const common = await commonOf(own, who, id_token, said, now)
  const signed = { digest: own.digest, reason: await sha256(reason), evidence: common.idp.token }
  return leaf({ kind: 'decision.break-glass', ...common, requester: signed })
}

async function commonOf<Word extends Said>(
  { request }: VerifiedRequest,
  { iss }: Identity,
  idToken: string,
  relay: Word,
  now: number,
) {
  return { at: now, request: request.id, idp: { issuer: iss, token: await sha256(idToken) }, relay }
}
