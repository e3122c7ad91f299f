/**
 * What is about to be sent, as far as whoever judges it can see. A header that is hidden has no value; a body is
 * `unseen` where it is not at hand: too large to travel, taken apart into digests, or hidden in part.
 */
export type Outgoing = {
  readonly method: string
  /** Absolute. */
  readonly url: string
  readonly headers: readonly (readonly [name: string, value: string | undefined])[]
  readonly body: OutgoingBody
}

export type OutgoingBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly type: string }
  | { readonly kind: 'form-data'; readonly entries: readonly OutgoingEntry[] }
  | { readonly kind: 'unseen' }
  /** The same, and the action tells of it. */
  | { readonly kind: 'unseen'; readonly size: number; readonly type: string }

export type OutgoingEntry =
  | { readonly name: string; readonly value: string }
  | { readonly name: string; readonly filename: string; readonly value: Uint8Array }

/**
 * Whether a condition holds. What stands there in a way that leaves it open holds (a body of the wrong kind, or one
 * that can be read in two ways): `unseen` is only what the judge has not got.
 */
export type Sight = 'yes' | 'no' | 'unseen'

/** All of them: one `no` settles it, whatever is unseen besides. */
export function all(sights: readonly Sight[]): Sight {
  if (sights.includes('no')) return 'no'
  return sights.includes('unseen') ? 'unseen' : 'yes'
}
