import { readClaim, settleClaim } from './emergency/claims.ts'
import { report } from './outcome.ts'
import type { Own } from './request.ts'

/** It was claimed, and whether it was sent nobody knows: said to whoever keeps the claim. */
export async function reportUnknown(own: Own): Promise<void> {
  const claim = await readClaim(own.request.id)
  if (claim === undefined) await report(own, { kind: 'unknown' })
  else await settleClaim(own.request.id, { kind: 'unknown' })
}
