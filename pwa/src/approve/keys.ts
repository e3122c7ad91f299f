import type { RequestStatus } from '@countersign/shared/api'
import { verifyEmergencyRecord } from '@countersign/shared/log'
import { type EmergencyStatement, ProtocolError, parseCompact } from '@countersign/shared/protocol'
import type { Judged } from './judge.ts'

/** What emergency keys are said to have released, as this phone judges it; `fault` is the check that it fails. */
export type JudgedKeys = HeldKeys | { readonly fault: string }

export type HeldKeys = {
  /** When it was asked, by the same clock as the next: the relay may have heard of it long after. */
  readonly asked: number
  /** By the requester's browser's clock. */
  readonly released: number
  readonly statements: readonly EmergencyStatement[]
  /** How long before it was asked its requester had signed in, in milliseconds: that may be any time. */
  readonly signedInBefore: number
}

/** Judges the statements that the relay reports, if any. Of what still waits there are none, whatever it says. */
export async function judgeKeys(
  { view, own, trusted }: Pick<Judged, 'view' | 'own' | 'trusted'>,
  { state, unapproved }: RequestStatus,
): Promise<JudgedKeys | undefined> {
  const emergency = unapproved?.emergency
  if (emergency === undefined || state === 'pending') return undefined
  try {
    const statements = await verifyEmergencyRecord(emergency, own, trusted.policy)
    const { iat } = parseCompact(view.proof.id_token).payload
    const { created: asked } = own.request
    return { asked, released: emergency.released, statements, signedInBefore: asked - Number(iat) * 1_000 }
  } catch (error) {
    if (error instanceof ProtocolError) return { fault: error.message }
    throw error
  }
}

/** The release by keys, where it holds. */
export function heldBy(keys: JudgedKeys | undefined): HeldKeys | undefined {
  return keys === undefined || 'fault' in keys ? undefined : keys
}

/** Whether it is to be reviewed, as the relay says: where keys are said to have released it, what they signed has to hold. */
export function isWithout({ state, unapproved }: RequestStatus, keys: JudgedKeys | undefined): boolean {
  return unapproved !== undefined && state !== 'pending' && !(keys !== undefined && 'fault' in keys)
}
