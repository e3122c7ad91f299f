import type { Digest, Salt } from './brands.ts'
import { digestOf, sha256 } from './digest.ts'
import type { Position } from './position.ts'

/** What a decision commits to. `digest` is D of one request, or the Merkle root of a batch. */
export type Commitment = {
  readonly digest: Digest
  readonly reason: string | undefined
  readonly salt: Salt
}

/** What an approval commits to: where the approver says that they are, if the rule asks. */
export type ApproveCommitment = Commitment & { readonly position?: Position | undefined }

/** The nonce that an approver's sign-in for one request carries; one with a position is never that of one without. */
export async function approveNonce({ position, ...commitment }: ApproveCommitment): Promise<Digest> {
  if (position === undefined) return sha256(await preimage('countersign/1', 'approve', commitment))
  const before = await preimage('countersign/1-position', 'approve', commitment)
  return sha256(`${before}\n${await digestOf(position)}`)
}

/** The nonce of the requester's own sign-in for their request: never that of an approval. */
export async function confirmNonce(commitment: Commitment): Promise<Digest> {
  return sha256(await preimage('countersign/1', 'confirm', commitment))
}

/** The nonce of the requester's own sign-in to go without approval: never that of an approval, nor of a confirm. */
export async function breakGlassNonce(commitment: Commitment): Promise<Digest> {
  return sha256(await preimage('countersign/1', 'break-glass', commitment))
}

/**
 * The nonce that an approver's sign-in for several requests carries; `digest` is the root over their digests, `count`
 * how many they are. Without the count the root leaves open which place in how many a path belongs to (RFC 9162 §2.1.3
 * takes the tree's size from the signed tree head).
 */
export async function batchNonce({
  count,
  position,
  ...commitment
}: ApproveCommitment & { readonly count: number }): Promise<Digest> {
  if (position === undefined) return sha256(`${await preimage('countersign/1-batch', 'approve', commitment)}\n${count}`)
  const before = await preimage('countersign/1-batch-position', 'approve', commitment)
  return sha256(`${before}\n${count}\n${await digestOf(position)}`)
}

/**
 * The nonce of a sign-in that opens a session: it binds the ID token to the device key.
 *
 * @param jkt RFC 7638 SHA-256 thumbprint of the device's public key
 */
export function sessionNonce(jkt: string, salt: Salt): Promise<Digest> {
  return sha256(`countersign/1-session\n${jkt}\n${salt}`)
}

async function preimage(label: string, decision: string, { digest, reason, salt }: Commitment): Promise<string> {
  return [label, decision, digest, await sha256(reason ?? ''), salt].join('\n')
}
