import type { Db } from '../db/connect.ts'
import type { KnownPerson } from '../identity/store.ts'
import { leaf } from '../log/leaf.ts'
import { tellNodes } from '../notify/other-nodes.ts'
import { whoCouldReview } from './reviewers.ts'
import { addClosing, findUnapproved, type Unapproved } from './store.ts'

/** Who closes it, and why. Both stand in the log, as everybody reads them. */
export type Closer = { readonly by: string; readonly why: string; readonly now: number }

/** What came of it; where somebody could still review it, who. */
export type ClosingResult =
  | { readonly kind: 'closed' | 'over'; readonly unapproved: Unapproved }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'reviewable'; readonly reviewers: readonly KnownPerson[] }

/** Closes what nobody can review any more: the operator's word, which is no review, and which nobody has signed. */
export async function closeUnreviewable(db: Db, id: string, closer: Closer): Promise<ClosingResult> {
  const unapproved = await findUnapproved(db, id)
  if (unapproved === undefined || !unapproved.waiting) return close(db, id, closer)
  const reviewers = await whoCouldReview(db, unapproved.request)
  return reviewers.length === 0 ? close(db, id, closer) : { kind: 'reviewable', reviewers }
}

/** The same, whoever could review it. */
export async function close(db: Db, id: string, { by, why, now }: Closer): Promise<ClosingResult> {
  const entry = leaf({ kind: 'request.closed', at: now, request: id, relay: { by, why } })
  const isClosed = await addClosing(db, { request: id, at: now, by, why, leaf: entry })
  if (isClosed) await tellNodes(db, ['changes'])
  const unapproved = await findUnapproved(db, id)
  return unapproved === undefined ? { kind: 'unknown' } : { kind: isClosed ? 'closed' : 'over', unapproved }
}
