import { reopenPolicy, type TrustAnchor, type VerifiedPolicy } from '@countersign/shared/protocol'
import { calculateJwkThumbprint } from 'jose'
import type { Shelf } from '../browser/mailbox.ts'

/** What stays of the policy between two lives of the worker and two starts of the browser. */
export type KeptPolicies = {
  readonly inForce: VerifiedPolicy
  /** What was in force here before, newest first: pending requests are still judged by it. */
  readonly earlier: readonly VerifiedPolicy[]
}

const name = 'policy'
const earlierKept = 3

/**
 * What was in force here under an anchor. Nothing where another key was trusted then, except where that key has handed
 * over to this one: so a new build does not go back to the policy that it came with.
 */
export async function readKept(shelf: Shelf, anchor: TrustAnchor): Promise<KeptPolicies | undefined> {
  const { [name]: value } = await shelf.get(name)
  const kept = await parse(value)
  if (kept === undefined || kept.inForce.policy.version < anchor.minVersion) return undefined
  const trusted = await calculateJwkThumbprint(anchor.policyKey)
  const vouched = await calculateJwkThumbprint(kept.inForce.key)
  return [kept.anchor, vouched].includes(trusted) ? kept : undefined
}

export async function writeKept(shelf: Shelf, anchor: TrustAnchor, policies: KeptPolicies): Promise<void> {
  await shelf.set({ [name]: { anchor: await calculateJwkThumbprint(anchor.policyKey), ...policies } })
}

/** What is kept once another policy has come into force. */
export function succeededBy(inForce: VerifiedPolicy, before: KeptPolicies | undefined): KeptPolicies {
  if (before === undefined) return { inForce, earlier: [] }
  if (before.inForce.digest === inForce.digest) return { ...before, inForce }
  return { inForce, earlier: [before.inForce, ...before.earlier].slice(0, earlierKept) }
}

/** Anything else than what is written above, such as what an older version of the extension kept, is nothing. */
async function parse(value: unknown): Promise<(KeptPolicies & { readonly anchor: string }) | undefined> {
  if (value === null || typeof value !== 'object') return undefined
  const { anchor, inForce, earlier }: Readonly<Record<string, unknown>> = { ...value }
  if (typeof anchor !== 'string' || !Array.isArray(earlier)) return undefined
  try {
    return { anchor, inForce: await reopenPolicy(inForce), earlier: await Promise.all(earlier.map(reopenPolicy)) }
  } catch {
    return undefined
  }
}
