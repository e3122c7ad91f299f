import { IssuerUnreachable, type Proof, ProtocolError, type Replacement } from '@countersign/shared/protocol'
import { readApprovedReplacements, refuseReplacement } from '../policy/store.ts'
import type { Relay } from '../relay.ts'
import { findRequest, type StoredRequest } from '../requests/read-store.ts'
import { readStatuses } from '../requests/status.ts'

/**
 * Puts the next policy in force when the request for it has its quorum. There is no page that would send such a
 * request: the relay releases it. Clients follow the same evidence themselves, so this is where it is offered, not
 * where it is decided.
 */
export async function finishReplacement(relay: Relay, id: string): Promise<void> {
  const stored = await findRequest(relay.db, id)
  if (stored?.state !== 'approved' || stored.body === null) return
  try {
    const now = relay.now()
    const replaced = await relay.policies.replace(
      await replacementOf(relay, stored, stored.body),
      relay.keys.keysFor,
      now,
    )
    if (replaced) relay.hub.wakeForPolicy()
  } catch (error) {
    // Tried again by the sweep, while there is time.
    if (error instanceof IssuerUnreachable) return
    if (!(error instanceof ProtocolError)) throw error
    await refuseReplacement(relay.db, id, error.code, relay.now())
  }
  relay.hub.wakeFor(id)
}

/** What a node that died left undone. */
export async function finishReplacements(relay: Relay): Promise<void> {
  for (const id of await readApprovedReplacements(relay.db)) await finishReplacement(relay, id)
}

async function replacementOf(relay: Relay, stored: StoredRequest, body: Buffer): Promise<Replacement> {
  const [found] = await readStatuses(relay, [stored.id])
  const decisions = (found?.status.decisions ?? []).flatMap(({ at, decision }) =>
    decision.decision === 'approve' ? [{ at, decision }] : [],
  )
  // The proof was parsed against its schema when it was stored.
  const proof = stored.proof as Proof
  return {
    request: JSON.parse(stored.request),
    proof,
    body: relay.secret.decrypt(body).toString('base64url'),
    decisions,
  }
}
