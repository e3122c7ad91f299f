import type { ReasonKind, ReasonLike } from './reason.ts'
import { isLike } from './reason-pattern.ts'

/** What a rule, or several together, ask for. */
export type ReasonAsked = { readonly reason: ReasonKind; readonly reason_like?: readonly ReasonLike[] }

export type ReasonVerdict = 'fits' | 'missing' | 'mismatch'

/** Whether a reason is what a rule asks for. */
export function judgeReason(
  { reason: kind, reason_like = [] }: ReasonAsked,
  reason: string | undefined,
): ReasonVerdict {
  if (reason === undefined) return kind === 'required' ? 'missing' : 'fits'
  return reason_like.every((like) => isLike(like, reason)) ? 'fits' : 'mismatch'
}
