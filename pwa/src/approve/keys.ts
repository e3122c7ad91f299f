import type { RequestStatus } from '@countersign/shared/api'
import { verifyEmergencyRecord } from '@countersign/shared/log'
import { type EmergencyStatement, ProtocolError, parseCompact } from '@countersign/shared/protocol'
import type { Judged } from './judge.ts'

/** What emergency keys are said to have released, as this phone judges it; `fault` is the check that it fails. */
export type JudgedKeys = HeldKeys | { readonly fault: string }

export type HeldKeys = {
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
    return { released: emergency.released, statements, signedInBefore: own.request.created - Number(iat) * 1_000 }
  } catch (error) {
    if (error instanceof ProtocolError) return { fault: error.message }
    throw error
  }
}

/** The release by keys, where it holds. */
export function heldBy(keys: JudgedKeys | undefined): HeldKeys | undefined {
  return keys === undefined || 'fault' in keys ? undefined : keys
}
