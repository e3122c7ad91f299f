import type { ReportedOutcome } from '@countersign/shared/log'
import type { ActionRequest, Proof, RequestId } from '@countersign/shared/protocol'
import browser from 'webextension-polyfill'
import type { Own } from '../request/request.ts'

/**
 * The one right to send what keys have released, kept before anything is sent, where it outlives worker and browser: the
 * relay that would keep it may be away. Without an outcome it is not known whether it was sent, and it never is again.
 */
export type EmergencyClaim = {
  readonly request: ActionRequest
  readonly proof: Proof
  readonly body?: string
  readonly statements: readonly string[]
  /** By the corrected clock. */
  readonly released: number
  readonly outcome?: ReportedOutcome
}

const prefix = 'emergency:'

/** @returns false where there is one already: then somebody has sent it, or may have */
export async function keepClaim(
  { request, proof, body }: Pick<Own, 'request' | 'proof' | 'body'>,
  statements: readonly string[],
  released: number,
): Promise<boolean> {
  if ((await readClaim(request.id)) !== undefined) return false
  const claim: EmergencyClaim = { request, proof, statements, released, ...(body === undefined ? {} : { body }) }
  await browser.storage.local.set({ [prefix + request.id]: claim })
  return true
}

/** What came of it; said once. */
export async function settleClaim(id: RequestId, outcome: ReportedOutcome): Promise<void> {
  const claim = await readClaim(id)
  if (claim === undefined || claim.outcome !== undefined) return
  await browser.storage.local.set({ [prefix + id]: { ...claim, outcome } })
}

/** What an earlier worker was sending when it died. Called before this one sends anything. */
export async function settleAllOpen(): Promise<void> {
  for (const { request, outcome } of await readClaims()) {
    if (outcome === undefined) await settleClaim(request.id, { kind: 'unknown' })
  }
}

export async function readClaims(): Promise<readonly EmergencyClaim[]> {
  const all = await browser.storage.local.get(null)
  // Written above and nowhere else.
  return Object.entries(all).flatMap(([name, claim]) => (name.startsWith(prefix) ? [claim as EmergencyClaim] : []))
}

export async function readClaim(id: RequestId): Promise<EmergencyClaim | undefined> {
  const { [prefix + id]: claim } = await browser.storage.local.get(prefix + id)
  // Written above and nowhere else.
  return claim as EmergencyClaim | undefined
}

/** The relay has recorded it. */
export async function forgetClaim(id: RequestId): Promise<void> {
  await browser.storage.local.remove(prefix + id)
}
