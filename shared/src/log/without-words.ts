import { type AccountLine, nameOf, timeOf } from './account-words.ts'
import type { ProofBundle } from './bundle.ts'
import type { BundleCheck, ReviewFound } from './bundle-report.ts'

/**
 * What nobody should overlook of a request that went without approval.
 *
 * @param approvals how many there were, and how many it would have needed
 */
export function withoutLines(bundle: ProofBundle, approvals: string): readonly AccountLine[] {
  const { relay, emergency } = bundle
  const went = relay.state === 'released' ? 'RELEASED WITHOUT APPROVAL' : 'TO BE RELEASED WITHOUT APPROVAL'
  return [
    // Of emergency keys it is said beside each of them.
    ...(emergency === undefined ? [{ mark: 'alarm' as const, what: 'Quorum', says: `${went}: ${approvals}` }] : []),
    ...unreviewedLines(bundle),
  ]
}

/** That it was closed is none of that: also beside a review that came after it. */
function unreviewedLines({ relay: { closed }, review }: ProofBundle): readonly AccountLine[] {
  const isUnreviewed = review === undefined
  if (closed === undefined)
    return isUnreviewed ? [{ mark: 'alarm', what: 'Review', says: 'NOT REVIEWED by anybody yet' }] : []
  const says = `CLOSED BY THE OPERATOR, NOT REVIEWED: at ${timeOf(closed.at)} by ${closed.by}, because: “${closed.why}” (the relay’s word)`
  return [{ mark: 'alarm', what: isUnreviewed ? 'Review' : 'Closed', says }]
}

/** The same at the end of the verdict. */
export function withoutVerdict(
  { relay, emergency }: ProofBundle,
  review: BundleCheck<ReviewFound> | undefined,
): string {
  const isReleased = emergency !== undefined || relay.state === 'released'
  const went = isReleased ? ' It was released without approval,' : ' It was to go without approval,'
  if (review?.ok === true) return `${went} and ${nameOf(review.found.reviewer)} has looked at it since.`
  const closed = relay.closed === undefined ? '' : ': the operator has closed it'
  return `${went} and nobody has reviewed it${closed}.`
}

export function reviewWords({ reviewer, signed, reason }: ReviewFound): string {
  const why = reason === undefined || reason === '' ? '' : `, who says: “${reason}”`
  return `reviewed by ${nameOf(reviewer)}, on a device signed in at ${timeOf(signed)}${why}`
}
