import type { Decision, RequestId } from '@countersign/shared/protocol'
import { forget, keep, kept } from '../kept.ts'

/**
 * A decision that was made on this phone and has not arrived at the relay yet: it survives a lost connection and the
 * renewal of the session. It is sent as soon as the request is open again, until the request expires.
 */
export type KeptDecision = { readonly decision: Decision; readonly expires: number }

const prefix = 'decision:'

export function keepDecision(id: RequestId, decision: KeptDecision): Promise<void> {
  return keep(prefix + id, decision)
}

export async function keptDecision(id: string, now: number): Promise<Decision | undefined> {
  const found = await kept<KeptDecision>(prefix + id)
  if (found !== undefined && now < found.expires) return found.decision
  if (found !== undefined) await forget(prefix + id)
  return undefined
}

export function forgetDecision(id: string): Promise<void> {
  return forget(prefix + id)
}
