import type { ApproversSource } from './approvers-source.ts'
import { begins, type DelegateSource, ends } from './delegate-source.ts'
import type { PolicyFault } from './fault.ts'
import { reachOf } from './reach.ts'
import type { PolicySource } from './source.ts'

/**
 * Delegates by whom, while they count, some rule cannot be approved at all: somebody and their delegate are one in every
 * quorum. Asked only where every quorum can be reached otherwise.
 */
export function delegateWarnings(source: PolicySource): PolicyFault[] {
  const { delegates = [], rules, replace } = source
  const asking: readonly (readonly [name: string, ApproversSource])[] = [
    ...rules.flatMap(({ id, approvers }) => (approvers === undefined ? [] : [[id, approvers] as const])),
    ...(replace === undefined ? [] : [['replace', replace.approvers] as const]),
  ]
  return delegates.flatMap((delegate, index) => {
    const names = asking.flatMap(([name, approvers]) => (isMadeUnreachable(approvers, delegate, source) ? [name] : []))
    if (names.length === 0) return []
    const { from, to, since, until } = delegate
    const message = `leaves too few for ${names.join(', ')} from ${since} to ${until}: in that time ${from.subject} and ${to.subject} count as one. Name somebody else, or one more who may approve`
    return [{ path: ['delegates', index], message }]
  })
}

/** By this one alone, or as the last straw when it begins. */
function isMadeUnreachable(approvers: ApproversSource, delegate: DelegateSource, source: PolicySource): boolean {
  const { delegates = [] } = source
  const start = begins(delegate)
  const others = delegates.filter((other) => other !== delegate && begins(other) <= start && start < ends(other))
  const isReached = (away: readonly DelegateSource[]) => {
    const { needed, reached } = reachOf(approvers, source, away)
    return reached >= needed
  }
  return !isReached([delegate]) || (isReached(others) && !isReached([...others, delegate]))
}
