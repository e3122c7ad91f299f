import type { Db } from '../db/connect.ts'
import { leaf } from '../log/leaf.ts'
import { readOpen, revokeKey } from './key-store.ts'

/** Who says so. */
export type Revoker = 'its owner' | 'the operator'

/**
 * Revokes a device's key, for good and for everybody who used it. What it has asked is cancelled, approved or not:
 * whoever has the device now shall not get it. What was decided on it stays: that counts by the provider's tokens alone.
 *
 * @returns what was cancelled; undefined where the key was revoked before
 */
export async function revoke(db: Db, jkt: string, by: Revoker, now: number): Promise<readonly string[] | undefined> {
  const open = await readOpen(db, jkt)
  const revoked = await revokeKey(db, {
    jkt,
    by,
    now,
    leaf: leaf({ kind: 'device.revoked', at: now, relay: { device: jkt, by } }),
    open: open.map((id) => ({
      id,
      leaf: leaf({ kind: 'request.cancelled', at: now, request: id, relay: { device: jkt } }),
    })),
  })
  return revoked ? open : undefined
}
