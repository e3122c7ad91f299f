import { report } from '../request/outcome.ts'
import type { Own } from '../request/request.ts'
import { readClaim, settleClaim } from './claims.ts'
import { sendClaims } from './send-claims.ts'

/** It was claimed, and whether it was sent nobody knows: said to whoever keeps the claim. */
export async function reportUnknown(own: Own): Promise<void> {
  const claim = await readClaim(own.request.id)
  if (claim === undefined) return report(own, { kind: 'unknown' })
  await settleClaim(own.request.id, { kind: 'unknown' })
  sendClaims()
}
