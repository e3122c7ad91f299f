import type { ReasonKind, ReasonLike } from './reason.ts'
import type { ReasonSource } from './reason-source.ts'

/** What a rule says of the reason, in the form in which it is signed. */
export function compileReason(source: ReasonSource = 'optional'): {
  reason: ReasonKind
  reason_like?: ReasonLike[]
} {
  if (typeof source === 'string') return { reason: source }
  const { required = true, like, hint } = source
  const reason_like = [{ is: [like].flat(), ...(hint === undefined ? {} : { hint }) }]
  return { reason: required ? 'required' : 'optional', reason_like }
}
