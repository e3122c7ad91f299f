import type { Policy } from '@countersign/shared/policy'
import { type IssuerKeys, IssuerUnreachable } from '@countersign/shared/protocol'
import { Refusal } from '../refusal.ts'
import type { Relay } from '../relay.ts'

/**
 * Runs a check under the keys of the issuer of a token, which are witnessed where it holds.
 *
 * @throws {Refusal} `issuer_unreachable`; and whatever the check does
 */
export async function withKeys<Found>(
  relay: Relay,
  policy: Policy,
  idToken: string,
  check: (keys: IssuerKeys) => Promise<Found>,
): Promise<Found> {
  try {
    const keys = await relay.keys.keysFor(idToken, policy)
    const found = await check(keys)
    await relay.witness.note(keys)
    return found
  } catch (cause) {
    if (cause instanceof IssuerUnreachable) throw new Refusal('issuer_unreachable', { cause })
    throw cause
  }
}
